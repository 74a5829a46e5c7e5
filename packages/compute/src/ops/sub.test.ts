import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { normals } from '../testing/samples.js';
import { broadcastPairs, runs, seeds } from '../testing/shapes.js';
import { sub } from './sub.js';

describe('sub', () => {
  test('stretches its operands from the last axis', async () => {
    expect(await evaluate(sub, f32([6, 12], [2, 1]), f32([2, 3]))).toEqual([4, 3, 10, 9]);
  });

  test('has the derivative of its differences, forwards and backwards, on shapes that broadcast', async () => {
    await fc.assert(
      fc.asyncProperty(broadcastPairs, seeds, ([a, b], seed) =>
        checkDerivatives(([x, y]) => sub(x!, y!), [a, b], seed, normals),
      ),
      runs,
    );
  });

  test('has the rows of one reverse pass each, with parameters on either side', async () => {
    await checkRows(
      {
        build: ([p, q, s], [x]) => asOutputs(sub(sub(q!, sub(x!, p!)), sub(x!, sub(s!, p!)))),
        parameters: [[3, 2], [2], [1]],
        examples: [[4, 3, 2]],
        sample: normals,
      },
      12,
    );
  });

  test('refuses shapes that do not broadcast, naming itself and them', () => {
    const graph = new Graph();
    const attempt = () => sub(graph.input('a', [2, 3]), graph.input('b', [2, 4]));
    expect(attempt).toThrow(ShapeError);
    expect(attempt).toThrow('sub([2, 3], [2, 4])');
  });
});
