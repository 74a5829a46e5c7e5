import { mkdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DataError, DivergedError, NoNoiseControlError } from '@thermoloop/host';
import { ChipSpecError } from '@thermoloop/spu-emulator';
import { describeFailure } from './failures.js';
import { InputError } from './input-error.js';
import { InterruptedError } from './interrupted-error.js';

const place = { place: '--x', found: '1', expected: '2' };

describe('whose fault an error is', () => {
  test.each([
    [new InputError(place), 'input'],
    [new ChipSpecError({ file: 'c.yaml', path: 'adc', found: '1', expected: '2' }), 'input'],
    [new DataError('f', 4, '1', '2'), 'input'],
    [new NoNoiseControlError(1, 0), 'input'],
    [new DivergedError(7, Number.NaN, 1e3), 'diverged'],
    [new InterruptedError(), 'interrupted'],
    [new TypeError('x is not a function'), 'failed'],
  ] as const)('%s', (error, kind) => {
    expect(describeFailure(error).kind).toBe(kind);
  });

  test('a path that cannot be used is bad input', () => {
    try {
      mkdirSync('/dev/null/run');
    } catch (error) {
      expect(describeFailure(error)).toEqual({
        name: 'ENOTDIR',
        message: '/dev/null/run: not a directory',
        kind: 'input',
      });
    }
    expect.assertions(1);
  });
});

describe('how it is told', () => {
  test('one line, or two of which the second is the remedy', () => {
    expect(describeFailure(new InputError(place)).message).toBe('--x: found 1, expected 2');
    expect(describeFailure(new InputError({ ...place, remedy: 'Say 2.' })).message).toBe(
      '--x: found 1, expected 2\nSay 2.',
    );
  });

  test('a fault of the program says so, without its stack', () => {
    expect(describeFailure(new TypeError('a\nb')).message).toBe(
      'TypeError: a b\nThis is a fault of thermoloop. THERMOLOOP_DEBUG=1 shows where it arose.',
    );
    expect(describeFailure('thrown text')).toMatchObject({ kind: 'failed', message: 'thrown text' });
  });
});
