import { expect, test } from '@jest/globals';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { distinct } from '../testing/samples.js';
import { sign } from './sign.js';

test('sign is −1, 0 or 1', async () => {
  expect(await evaluate(sign, f32([-3, 0, 0.5]))).toEqual([-1, 0, 1]);
});

test('sign has a zero derivative', async () => {
  await checkDerivatives(([x]) => sign(x!), [[3, 2]], 5, distinct);
});
