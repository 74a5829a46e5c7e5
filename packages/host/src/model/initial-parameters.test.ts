import { expect, test } from '@jest/globals';
import { networkNamed } from '../workloads/registry.js';
import { initialParameters } from './initial-parameters.js';

test('initial weights have the deviation of their layer, and depend on the seed and the array alone', () => {
  const model = networkNamed('mnist-mlp').model({ height: 28, width: 28, classes: 10 }, {});
  const theta = initialParameters(model, 3);
  const [weight, bias] = model.parameters;
  const values = theta.subarray(weight!.offset, weight!.offset + weight!.size);
  const variance = values.reduce((sum, w) => sum + w * w, 0) / values.length;
  // the variance estimate of n = 25088 normals has relative deviation √(2/n) = 0.9 %; 5 of them: false alarm 6e-7
  expect(Math.abs(variance / (2 / 784) - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
  expect(theta.subarray(bias!.offset, bias!.offset + bias!.size).every((b) => b === 0)).toBe(true);
  expect(initialParameters(model, 3)).toEqual(theta);
  expect(initialParameters(model, 4)).not.toEqual(theta);
});
