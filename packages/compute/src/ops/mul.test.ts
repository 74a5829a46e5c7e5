import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { normals } from '../testing/samples.js';
import { broadcastPairs, runs, seeds } from '../testing/shapes.js';
import { mul } from './mul.js';

describe('mul', () => {
  test('stretches its operands from the last axis', async () => {
    expect(await evaluate(mul, f32([6, 12], [2, 1]), f32([2, 3]))).toEqual([12, 18, 24, 36]);
  });

  test('has the derivative of its differences, forwards and backwards, on shapes that broadcast', async () => {
    await fc.assert(
      fc.asyncProperty(broadcastPairs, seeds, ([a, b], seed) =>
        checkDerivatives(([x, y]) => mul(x!, y!), [a, b], seed, normals),
      ),
      runs,
    );
  });

  test('has the rows of one reverse pass each, with parameters on either side', async () => {
    await checkRows(
      {
        build: ([p, q, s], [x]) => asOutputs(mul(mul(q!, mul(x!, p!)), mul(x!, mul(s!, p!)))),
        parameters: [[3, 2], [2], [1]],
        examples: [[4, 3, 2]],
        sample: normals,
      },
      12,
    );
  });

  test('refuses shapes that do not broadcast, naming itself and them', () => {
    const graph = new Graph();
    const attempt = () => mul(graph.input('a', [2, 3]), graph.input('b', [2, 4]));
    expect(attempt).toThrow(ShapeError);
    expect(attempt).toThrow('mul([2, 3], [2, 4])');
  });
});
