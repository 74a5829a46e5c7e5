import { expect, test } from '@jest/globals';
import { evaluate } from '../testing/evaluate.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { counting } from '../testing/samples.js';
import { mean } from './mean.js';
import { square } from './square.js';

test('mean divides the sum by the number of elements reduced', async () => {
  const x = [counting([2, 3]), [2, 3]] as const;
  expect(await evaluate((t) => mean(t), x)).toEqual([2.5]);
  expect(await evaluate((t) => mean(t, [0], true), x)).toEqual([1.5, 2.5, 3.5]);
});

test('mean has the derivative of its differences', async () => {
  await checkDerivatives(([x]) => mean(square(x!), [1]), [[2, 3, 2]], 1);
});
