import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCouplingDriver } from './coupling-driver.js';
import { couplingErrorsOf } from './coupling-spec.js';

describe('a coupling driver', () => {
  const quantized = {
    kind: 'quantized',
    writeTimeS: 4e-9,
    energyPerWriteJ: 3e-15,
    ...couplingErrorsOf({ kind: 'ideal' }),
  } as const;

  test('limits codes to its bits, symmetrically, and counts what it changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 16 }),
        fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 50 }),
        (resolutionBits, numbers) => {
          const driver = createCouplingDriver({ ...quantized, resolutionBits });
          const codes = resolutionBits <= 8 ? Int8Array.from(numbers) : Int16Array.from(numbers);
          const before = Array.from(codes);
          const largest = 2 ** (resolutionBits - 1) - 1;
          const { clipped } = driver.limit(codes);
          expect(Array.from(codes)).toEqual(
            before.map((code) => Math.max(-largest, Math.min(largest, code))),
          );
          expect(clipped).toBe(before.filter((code) => Math.abs(code) > largest).length);
        },
      ),
      { seed: 1 },
    );
  });

  test('takes its time by the row and its energy by the coupling', () => {
    const driver = createCouplingDriver({ ...quantized, resolutionBits: 8 });
    expect(driver.durationS(640)).toBeCloseTo(2.56e-6, 15);
    expect(driver.energyJ(640 * 9098)).toBeCloseTo(640 * 9098 * 3e-15, 20);
  });

  test('refuses codes of the wrong kind', () => {
    expect(() => createCouplingDriver({ ...quantized, resolutionBits: 8 }).limit(new Int16Array(1))).toThrow(
      TypeError,
    );
  });

  test('leaves values alone when ideal', () => {
    const driver = createCouplingDriver({ kind: 'ideal' });
    const values = Float32Array.from([1e30, -0.1]);
    expect(driver.limit(values)).toEqual({ clipped: 0 });
    expect(values).toEqual(Float32Array.from([1e30, -0.1]));
    expect([driver.durationS(10), driver.energyJ(10)]).toEqual([0, 0]);
  });
});
