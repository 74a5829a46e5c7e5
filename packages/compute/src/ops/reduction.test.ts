import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../testing/evaluate.js';
import { countTrue } from './count-true.js';
import { peak } from './peak.js';
import { reduceMax } from './reduce-max.js';
import { equalRows } from './reduction.js';
import { sum } from './sum.js';

describe('a reduction over all of a long array', () => {
  test('cuts it into equal rows, if its length can be divided', () => {
    expect(equalRows(640 * 9098)).toBe(640);
    expect(equalRows(1 << 20)).toBe(1024);
    expect(equalRows(100)).toBe(1);
    expect(equalRows(1_000_003)).toBe(1);
  });

  test.each([[[90_000]], [[300, 300]], [[1_000_003]], [[3, 30_000, 1]]])(
    'is exact for shape %j',
    async (shape) => {
      const count = shape.reduce((a, b) => a * b);
      const x = Float32Array.from({ length: count }, (_, i) => (i === count - 2 ? -9 : i % 3));
      const total = x.reduce((a, b) => a + b);
      expect(await evaluate((t) => sum(t), [x, shape])).toEqual([total]);
      expect(await evaluate((t) => sum(t, undefined, true), [x, shape])).toEqual([total]);
      expect(await evaluate((t) => reduceMax(t), [x, shape])).toEqual([2]);
      expect(await evaluate(peak, [x, shape])).toEqual([9]);
      const bits = Uint8Array.from(x, (value) => Number(value === 1));
      expect(await evaluate(countTrue, [bits, shape])).toEqual([bits.reduce((a, b) => a + b)]);
    },
  );
});
