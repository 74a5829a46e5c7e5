import { expect, test } from '@jest/globals';
import { evaluate, f32 } from '../testing/evaluate.js';
import { peak } from './peak.js';

test('peak is the largest magnitude, of either sign', async () => {
  expect(await evaluate(peak, f32([1, -5, 3, 4], [2, 2]))).toEqual([5]);
  expect(await evaluate(peak, f32([1, -5, 6, 4], [4]))).toEqual([6]);
  expect(await evaluate(peak, f32([-0.5], []))).toEqual([0.5]);
});
