import { expect, test } from '@jest/globals';
import { evaluate } from '../testing/evaluate.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { counting } from '../testing/samples.js';
import { im2col } from './im2col.js';

test('im2col lists for each position in a window its value in every window', async () => {
  const image = [counting([1, 1, 2, 3]), [1, 1, 2, 3]] as const;
  const window = { height: 2, width: 2, padding: 0 };
  const values = await evaluate((x) => im2col(x, window, 2), image);
  expect(values).toEqual([0, 1, 1, 2, 3, 4, 4, 5]);
});

test('im2col puts the window axis after n or after the channels', async () => {
  const images = [counting([1, 2, 1, 2]), [1, 2, 1, 2]] as const;
  const window = { height: 1, width: 2, padding: 0 };
  expect(await evaluate((x) => im2col(x, window, 2), images)).toEqual([0, 1, 2, 3]);
  expect(await evaluate((x) => im2col(x, window, 1), images)).toEqual([0, 2, 1, 3]);
});

test('im2col has the derivative of its differences', async () => {
  await checkDerivatives(([x]) => im2col(x!, { height: 3, width: 2, padding: 1 }, 2), [[2, 2, 4, 3]], 1);
});
