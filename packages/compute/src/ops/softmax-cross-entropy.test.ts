import { describe, expect, test } from '@jest/globals';
import { vjp } from '../autodiff/vjp.js';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

describe('softmaxCrossEntropy', () => {
  test('is minus the log-probability of a one-hot label, also far from it', async () => {
    const logits = f32([0, Math.log(3), 0, 500], [2, 2]);
    const losses = await evaluate(softmaxCrossEntropy, logits, f32([1, 0, 1, 0], [2, 2]));
    expect(losses[0]).toBeCloseTo(Math.log(4), 6);
    expect(losses[1]).toBeCloseTo(500, 3);
  });

  test('has the gradient softmax − targets', async () => {
    const gradient = await evaluate(
      (z, t) => vjp(softmaxCrossEntropy(z, t), z.graph.constant(Float32Array.of(1), [1]), [z])[0]!,
      f32([0, Math.log(3)], [1, 2]),
      f32([0.5, 0.5], [1, 2]),
    );
    expect(gradient[0]).toBeCloseTo(-0.25, 6);
    expect(gradient[1]).toBeCloseTo(0.25, 6);
  });

  test('has the derivative of its differences, in the targets too', async () => {
    await checkDerivatives(
      ([z, t]) => softmaxCrossEntropy(z!, t!),
      [
        [3, 4],
        [3, 4],
      ],
      8,
    );
  });

  test('refuses targets of another shape', () => {
    const graph = new Graph();
    expect(() => softmaxCrossEntropy(graph.input('z', [3, 4]), graph.input('t', [3]))).toThrow(ShapeError);
  });
});
