import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { exampleDac } from '../testing/example-specs.js';
import { createDac } from './dac.js';

const instance = RandomStream.named(1, 'instance');

describe('the output of a DAC after a step', () => {
  test.each([2, 8, 12, 16])(
    'over the full scale of %p bits is half an LSB off after the settling time',
    (bits) => {
      const settlingTimeS = 3e-6;
      const dac = createDac(exampleDac({ resolutionBits: bits, settlingTimeS }), instance);
      expect(2 ** bits * (1 - dac.stepShare(settlingTimeS))).toBeCloseTo(0.5, 9);
      // τ·(N + 1)·ln 2 is the settling time of a single pole
      const tau = settlingTimeS / ((bits + 1) * Math.log(2));
      expect(dac.stepShare(tau)).toBeCloseTo(1 - 1 / Math.E, 12);
    },
  );

  test('comes nearer by the same share in every time of the same length', () => {
    const dac = createDac(exampleDac(), instance);
    const left = (elapsedS: number): number => 1 - dac.stepShare(elapsedS);
    expect(left(0)).toBe(1);
    expect(left(7e-9 + 5e-9)).toBeCloseTo(left(7e-9) * left(5e-9), 12);
    expect(dac.stepShare(1)).toBe(1);
  });

  test('is there at once where it has no settling time', () => {
    expect(createDac(exampleDac({ settlingTimeS: 0 }), instance).stepShare(0)).toBe(1);
    expect(createDac({ kind: 'ideal' }, instance).stepShare(0)).toBe(1);
  });

  test('is not asked for before the step', () => {
    const dac = createDac(exampleDac(), instance);
    for (const elapsedS of [-1e-9, Number.NaN]) {
      expect(() => dac.stepShare(elapsedS)).toThrow(`must be at least 0 s; found ${elapsedS}`);
    }
  });
});
