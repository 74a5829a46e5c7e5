import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DTypeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { distinct } from '../testing/samples.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { greater } from './greater.js';
import { mul } from './mul.js';
import { where } from './where.js';

describe('where', () => {
  test('chooses element by element', async () => {
    const values = await evaluate(
      (c, x, y) => where(c, x, y),
      [Uint8Array.of(1, 0), [2]],
      f32([1, 2]),
      f32([9], [1]),
    );
    expect(values).toEqual([1, 9]);
  });

  test('has the derivative of its differences, forwards and backwards', async () => {
    await fc.assert(
      fc.asyncProperty(shapes(), seeds, (shape, seed) =>
        checkDerivatives(
          ([x, y]) => where(greater(x!, x!.graph.scalar(0, 'float64')), mul(x!, y!), y!),
          [shape, shape.slice(-1)],
          seed,
          distinct,
        ),
      ),
      runs,
    );
  });

  test('has the rows of one reverse pass each', async () => {
    await checkRows(
      {
        build: ([p, q], [x]) => asOutputs(where(greater(x!, x!.graph.scalar(0, 'float64')), mul(x!, p!), q!)),
        parameters: [[3], [2, 1]],
        examples: [[4, 2, 3]],
        sample: distinct,
      },
      3,
    );
  });

  test('refuses a condition that is not bool', () => {
    const x = new Graph().input('x', [2]);
    expect(() => where(x, x, x)).toThrow(DTypeError);
  });
});
