import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jvp } from '../autodiff/jvp.js';
import { vjp } from '../autodiff/vjp.js';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { fixture } from '../testing/fixture.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { counting, distinct } from '../testing/samples.js';
import { runs, seeds } from '../testing/shapes.js';
import { maxPool2d } from './max-pool2d.js';
import { mul } from './mul.js';
import { relu } from './relu.js';

describe('maxPool2d', () => {
  test('takes the largest of each window and leaves out what fills none', async () => {
    const x = [counting([1, 1, 3, 5]), [1, 1, 3, 5]] as const;
    expect(await evaluate((t) => maxPool2d(t, 2), x)).toEqual([6, 8]);
    expect(await evaluate((t) => maxPool2d(t, 3), x)).toEqual([12]);
  });

  test('gives the derivative of tied maxima to the first, as PyTorch does', async () => {
    const { tied } = fixture<{ tied: { x: number[]; gradient: number[] } }>('network');
    const gradient = await evaluate(
      (x) => {
        const weights = x.graph.constant(Float32Array.of(1, 2, 3, 4), [1, 1, 2, 2]);
        return vjp(maxPool2d(x, 2), weights, [x])[0]!;
      },
      f32(tied.x, [1, 1, 4, 4]),
    );
    expect(gradient).toEqual(tied.gradient);
  });

  test('follows the first of tied maxima in forward mode too', async () => {
    const tangent = await evaluate(
      (x, t) => jvp(maxPool2d(x, 2), new Map([[x, t]])),
      f32([1, 3, 3, 3], [1, 1, 2, 2]),
      f32([10, 20, 30, 40], [1, 1, 2, 2]),
    );
    expect(tangent).toEqual([20]);
  });

  test('has the derivative of its differences, for windows that fill the image or do not', async () => {
    const small = fc.integer({ min: 1, max: 3 });
    const side = fc.integer({ min: 3, max: 7 });
    await fc.assert(
      fc.asyncProperty(fc.tuple(small, small, side, side), small, seeds, (shape, size, seed) =>
        checkDerivatives(([x]) => maxPool2d(x!, size), [shape], seed, distinct),
      ),
      runs,
    );
  });

  test('has the rows of one reverse pass each, with ReLU before or after, and a remainder', async () => {
    await checkRows(
      {
        build: ([p, q], [x]) => asOutputs(relu(maxPool2d(relu(mul(maxPool2d(mul(x!, p!), 2), q!)), 2))),
        parameters: [
          [2, 1, 1],
          [3, 1],
        ],
        examples: [[3, 2, 7, 5]],
        sample: distinct,
      },
      5,
    );
  });

  test('refuses an image smaller than the window', () => {
    expect(() => maxPool2d(new Graph().input('x', [1, 1, 1, 4]), 2)).toThrow(ShapeError);
  });
});
