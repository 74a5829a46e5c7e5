import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { counting } from '../testing/samples.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { mul } from './mul.js';
import { slice, sliceBox } from './slice.js';
import { square } from './square.js';

test('slice takes a range of one axis', async () => {
  const x = [counting([2, 3]), [2, 3]] as const;
  expect(await evaluate((t) => slice(t, 1, 1, 3), x)).toEqual([1, 2, 4, 5]);
  expect(await evaluate((t) => slice(t, -2, 1, 2), x)).toEqual([3, 4, 5]);
});

test('sliceBox has the derivative of its differences, for any box', async () => {
  const cases = shapes(1, 4).chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.tuple(...shape.map((length) => fc.tuple(fc.nat(length - 1), fc.nat(length - 1)))),
    ),
  );
  await fc.assert(
    fc.asyncProperty(cases, seeds, ([shape, corners], seed) => {
      const starts = corners.map(([a, b]) => Math.min(a, b));
      const sizes = corners.map(([a, b]) => Math.abs(a - b) + 1);
      return checkDerivatives(([x]) => square(sliceBox(x!, starts, sizes)), [shape], seed);
    }),
    runs,
  );
});

test('slice has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(slice(mul(x!, slice(p!, 0, 2, 4)), 1, 1, 3)),
      parameters: [[5, 2]],
      examples: [[2, 3, 2, 2]],
    },
    3,
  );
});

test('slice refuses a range outside the axis, or an empty one', () => {
  const x = new Graph().input('x', [3]);
  expect(() => slice(x, 0, 1, 4)).toThrow(ShapeError);
  expect(() => slice(x, 0, 1, 1)).toThrow(ShapeError);
  expect(() => slice(x, 1, 0, 1)).toThrow('slice([3])');
});
