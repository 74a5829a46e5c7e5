import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { runs, seeds } from '../testing/shapes.js';
import { upsample2d } from './upsample2d.js';

test('upsample2d repeats pixels to squares', async () => {
  const values = await evaluate((x) => upsample2d(x, 2), f32([1, 2, 3, 4], [2, 1, 1, 2]));
  expect(values).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
});

test('upsample2d by 3 repeats three times', async () => {
  expect(await evaluate((x) => upsample2d(x, 3), f32([7], [1, 1, 1, 1]))).toEqual(
    new Array<number>(9).fill(7),
  );
});

test('upsample2d has the derivative of its differences', async () => {
  const size = fc.integer({ min: 1, max: 3 });
  await fc.assert(
    fc.asyncProperty(fc.tuple(size, size, size, size), size, seeds, (shape, factor, seed) =>
      checkDerivatives(([x]) => upsample2d(x!, factor), [shape], seed),
    ),
    runs,
  );
});
