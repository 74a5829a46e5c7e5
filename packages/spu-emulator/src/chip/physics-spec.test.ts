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

describe('errors of the array', () => {
  const coupling = (errors: string): readonly [RegExp, string] => [
    /^coupling: .*$/m,
    `coupling: { kind: quantized, resolutionBits: 8, writeTimeS: 1 ns, energyPerWriteJ: 1 pJ, ${errors} }`,
  ];
  const rowAmplifier = (rest: string): readonly [RegExp, string] => [
    /^ {2}powerW: .*$/m,
    `  powerW: 0 W\n  rowAmplifier: { gain: 0.01, ${rest} }`,
  ];
  const exact = ['level: sde', 'level: exact'] as const;

  test('are absent unless a chip has some', () => {
    expect(changed().array.rowAmplifier).toBeUndefined();
    expect(changed().cell).toMatchObject({
      driveOffsetVRms: 0,
      leakSpreadPctRms: 0,
      deadPct: 0,
      stuckPct: 0,
    });
    expect(changed(coupling('enduranceWrites: 1.0e+9')).coupling).toMatchObject({
      mismatchPctRms: 0,
      programmingErrorPctFsRms: 0,
      readNoisePctRms: 0,
      transposeMismatchPctRms: 0,
      enduranceWrites: 1e9,
    });
  });

  test('that leave the dynamics linear and symmetric need no time step', () => {
    const { coupling: written, array } = changed(
      exact,
      coupling('mismatchPctRms: 3, offConductancePctFs: 1, programmingErrorPctFsRms: 1, readNoisePctRms: 1'),
      rowAmplifier('offsetVRms: 2 mV'),
      [
        'rails: { kind: none }',
        'driveOffsetVRms: 1 mV\n  leakSpreadPctRms: 2\n  stuckPct: 1\n  stuckV: -1 V',
      ],
    );
    expect(written).toMatchObject({ mismatchPctRms: 3, offConductancePctFs: 1 });
    expect(array.rowAmplifier).toEqual({ gain: 0.01, offsetVRms: 2e-3, rails: { kind: 'none' } });
  });

  test.each([
    [
      'Bᵀ against B',
      coupling('transposeMismatchPctRms: 1'),
      'physics.level: found exact, expected sde, since coupling.transposeMismatchPctRms is 1: ' +
        'the level exact knows couplings that pull both ways alike only',
    ],
    [
      'rails of row amplifiers',
      rowAmplifier('rails: { kind: clamp, limitV: 1 V }'),
      'physics.level: found exact, expected sde, since array.rowAmplifier.rails.kind is clamp: ' +
        'the level exact knows linear amplifiers only',
    ],
  ] as const)('%s is refused by exact, by name', (_, change, message) => {
    expect(() => changed(exact, change)).toThrow(message);
    expect(() => changed(change, [/rails: { kind: none }.*/, railed])).not.toThrow();
  });

  test('Bᵀ against B asks for rails', () => {
    expect(() => changed(coupling('transposeMismatchPctRms: 1'))).toThrow(
      'cell.rails.kind: found none, expected clamp, since coupling.transposeMismatchPctRms is 1',
    );
  });

  test('a spread that would turn a leak around is refused', () => {
    expect(() => changed(['rails: { kind: none }', 'leakSpreadPctRms: 16'])).toThrow(
      'cell.leakSpreadPctRms: found 16, expected a number from 0 to 15',
    );
  });
});
