import { expect, test } from '@jest/globals';
import { vjp } from '../autodiff/vjp.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { cast } from './cast.js';
import { square } from './square.js';

test('cast truncates floats to integers', async () => {
  expect(await evaluate((x) => cast(x, 'int8'), f32([-1.7, 2.9]))).toEqual([-1, 2]);
});

test('cast passes derivatives between float types', async () => {
  const gradient = await evaluate(
    (x) => {
      const y = square(cast(x, 'float64'));
      return vjp(y, x.graph.constant(Float64Array.of(1, 1), [2]), [x])[0]!;
    },
    f32([3, -4]),
  );
  expect(gradient).toEqual([6, -8]);
});

test('cast to an integer has a zero derivative', async () => {
  await checkDerivatives(([x]) => cast(cast(x!, 'int32'), 'float64'), [[4]], 3);
});
