import { expect, test } from '@jest/globals';
import { evaluate } from '../testing/evaluate.js';
import { countTrue } from './count-true.js';

test('countTrue counts over all axes', async () => {
  expect(await evaluate(countTrue, [Uint8Array.of(1, 0, 1, 1, 0, 0), [2, 3]])).toEqual([3]);
  expect(await evaluate(countTrue, [Uint8Array.of(1), []])).toEqual([1]);
});
