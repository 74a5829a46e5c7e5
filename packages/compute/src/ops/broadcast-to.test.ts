import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { broadcastPairs, runs, seeds } from '../testing/shapes.js';
import { broadcastShape } from '../graph/shape.js';
import { broadcastTo } from './broadcast-to.js';
import { mul } from './mul.js';

test('broadcastTo repeats missing and unit axes', async () => {
  expect(await evaluate((x) => broadcastTo(x, [2, 2, 2]), f32([1, 2], [2, 1]))).toEqual([
    1, 1, 2, 2, 1, 1, 2, 2,
  ]);
});

test('broadcastTo has the derivative of its differences', async () => {
  await fc.assert(
    fc.asyncProperty(broadcastPairs, seeds, ([a, b], seed) =>
      checkDerivatives(([x]) => broadcastTo(x!, broadcastShape(a, b)!), [a], seed),
    ),
    runs,
  );
});

test('broadcastTo has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(mul(broadcastTo(mul(x!, p!), [3, 2, 4]), broadcastTo(p!, [2, 4]))),
      parameters: [[1, 4]],
      examples: [[3, 1, 4]],
    },
    4,
  );
});

test('broadcastTo refuses to shrink', () => {
  const x = new Graph().input('x', [3]);
  expect(() => broadcastTo(x, [2])).toThrow(ShapeError);
  expect(() => broadcastTo(x, [1])).toThrow('broadcastTo([3], [1])');
});
