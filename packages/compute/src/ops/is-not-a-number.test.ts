import { expect, test } from '@jest/globals';
import { evaluate, f32 } from '../testing/evaluate.js';
import { isNotANumber } from './is-not-a-number.js';

test('isNotANumber finds NaN, not infinities', async () => {
  expect(await evaluate(isNotANumber, f32([0, NaN, Infinity, -Infinity]))).toEqual([0, 1, 0, 0]);
});
