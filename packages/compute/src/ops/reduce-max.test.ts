import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vjp } from '../autodiff/vjp.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { distinct } from '../testing/samples.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { reduceMax } from './reduce-max.js';

test('reduceMax is the largest element over the axes', async () => {
  const x = f32([1, 5, -2, -7, -3, -4], [2, 3]);
  expect(await evaluate((t) => reduceMax(t, [1]), x)).toEqual([5, -3]);
  expect(await evaluate((t) => reduceMax(t), x)).toEqual([5]);
});

test('reduceMax has the derivative of its differences, over any axes', async () => {
  const cases = shapes(1, 4).chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.subarray(
        shape.map((_length, axis) => axis),
        { minLength: 1 },
      ),
      fc.boolean(),
    ),
  );
  await fc.assert(
    fc.asyncProperty(cases, seeds, ([shape, axes, keep], seed) =>
      checkDerivatives(([x]) => reduceMax(x!, axes, keep), [shape], seed, distinct),
    ),
    runs,
  );
});

test('reduceMax shares its derivative among equal maxima', async () => {
  const gradient = await evaluate((x) => vjp(reduceMax(x), x.graph.scalar(1), [x])[0]!, f32([2, 1, 2]));
  expect(gradient).toEqual([0.5, 0, 0.5]);
});
