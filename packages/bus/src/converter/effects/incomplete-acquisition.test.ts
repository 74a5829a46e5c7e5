import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { exampleAdc } from '../../testing/example-specs.js';
import { createAdc } from '../adc.js';
import { incompleteAcquisition } from './incomplete-acquisition.js';

const conversion = { noise: RandomStream.named(1, 'noise'), atS: 0 };
const kept = Math.exp(-2);

function acquired(values: ArrayLike<number>, converters: number, converter?: number): Float64Array {
  const effect = incompleteAcquisition({ acquisitionTimeS: 20e-9, inputTimeConstantS: 10e-9, converters });
  const chunk = Float64Array.from(values);
  effect?.(converter === undefined ? conversion : { ...conversion, converter })(chunk, 0);
  return chunk;
}

describe('an incomplete acquisition', () => {
  test('of a constant comes nearer with every sample of the converter: V·(1 − mᵏ)', () => {
    acquired(new Float64Array(30).fill(50), 3).forEach((x, i) => {
      expect(x).toBeCloseTo(50 * (1 - kept ** (Math.floor(i / 3) + 1)), 10);
    });
  });

  test('keeps e^{−t/τ} of the sample before on the same converter, not of its neighbours', () => {
    const impulse = acquired([1, 0, 0, 0, 0, 0], 2);
    [1 - kept, 0, (1 - kept) * kept, 0, (1 - kept) * kept ** 2, 0].forEach((x, i) =>
      expect(impulse[i]).toBeCloseTo(x, 12),
    );
    const one = acquired([1, 0, 0], 2, 1);
    [1 - kept, (1 - kept) * kept, (1 - kept) * kept ** 2].forEach((x, i) =>
      expect(one[i]).toBeCloseTo(x, 12),
    );
  });

  test('remembers across the chunks in which values are worked on, and nothing of the conversion before', () => {
    const spec = exampleAdc({
      resolutionBits: 16,
      converters: 3,
      acquisitionTimeS: 20e-9,
      inputTimeConstantS: 10e-9,
    });
    const adc = createAdc(spec, conversion.noise);
    const volts = Float64Array.from({ length: 5000 }, (_, i) => 20_000 * Math.sin(i));
    const expected = new Float64Array(5000);
    volts.forEach((v, i) => (expected[i] = (1 - kept) * v + kept * (expected[i - 3] ?? 0)));
    const first = new Int16Array(5000);
    adc.convert(volts, 1, first, conversion);
    first.forEach((code, i) => expect(Math.abs(code - (expected[i] as number))).toBeLessThan(0.5 + 1e-9));
    const again = new Int16Array(5000);
    adc.convert(volts, 1, again, conversion);
    expect(again).toEqual(first);
  });

  test('without a time constant is no effect', () => {
    const spec = { acquisitionTimeS: 0, inputTimeConstantS: 0, converters: 1 };
    expect(incompleteAcquisition(spec)).toBeUndefined();
  });
});
