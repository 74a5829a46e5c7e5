import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ChipSpecError } from './chip-spec-error.js';
import { parseChip } from './parse-chip.js';

const text = readFileSync(new URL('../../../../chips/ideal-sde.yaml', import.meta.url), 'utf8');
const railed = "rails: { kind: clamp, limitV: { value: 0.8 V, source: 'assumed: half of the supply' } }";

function changed(...changes: readonly (readonly [string | RegExp, string])[]) {
  let other = text;
  for (const [from, to] of changes) {
    expect(other.search(from)).toBeGreaterThan(-1);
    other = other.replace(from, to);
  }
  return parseChip(other, 'chips/mine.yaml').spec;
}

describe('levels of physics', () => {
  test('what a level does not use it takes and drops', () => {
    expect(changed().physics).toEqual({ level: 'sde', integrator: 'stochastic-heun', stepTau: 0.02 });
    expect(changed(['level: sde', 'level: exact']).physics).toEqual({ level: 'exact' });
  });

  test.each([
    ['level: sde', 'level: rlc', 'physics.level: found rlc'],
    ['integrator: stochastic-heun', 'integrator: milstein', 'physics.integrator: found milstein'],
    ['value: 0.02', 'value: 0', 'physics.stepTau: found 0, expected a number above 0'],
  ])('%s → %s is refused', (from, to, message) => {
    expect(() => changed([from, to])).toThrow(ChipSpecError);
    expect(() => changed([from, to])).toThrow(message);
  });
});

describe('rails', () => {
  test('are absent unless a chip has some', () => {
    expect(changed([/^ {2}rails:.*\n/m, '']).cell.rails).toEqual({ kind: 'none' });
    expect(changed([/rails: .*/, railed]).cell.rails).toEqual({ kind: 'clamp', limitV: 0.8 });
  });

  test('need cells stepped in time', () => {
    const wrong = (): unknown => changed([/rails: .*/, railed], ['level: sde', 'level: exact']);
    expect(wrong).toThrow(
      'physics.level: found exact, expected sde, since cell.rails.kind is clamp: ' +
        'the level exact knows linear cells only',
    );
  });

  test('stand above 0 V', () => {
    expect(() => changed([/rails: .*/, railed.replace('0.8 V', '0 V')])).toThrow(
      'cell.rails.limitV: found 0 V',
    );
  });
});
