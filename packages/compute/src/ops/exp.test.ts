import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { normals } from '../testing/samples.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { mul } from './mul.js';
import { exp } from './exp.js';

describe('exp', () => {
  test('has the values of its definition', async () => {
    const values = await evaluate(exp, f32([-2, 0, 1]));
    const expected = [Math.exp(-2), 1, Math.E];
    values.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 6));
    expect(values).toHaveLength(expected.length);
  });

  test('has the derivative of its differences, forwards and backwards', async () => {
    await fc.assert(
      fc.asyncProperty(shapes(0), seeds, (shape, seed) =>
        checkDerivatives(([x]) => exp(x!), [shape], seed, normals),
      ),
      runs,
    );
  });

  test('has the rows of one reverse pass each, on examples and on parameters', async () => {
    await checkRows(
      {
        build: ([p], [x]) => asOutputs(mul(exp(mul(x!, p!)), exp(p!))),
        parameters: [[3, 2]],
        examples: [[4, 3, 2]],
        sample: normals,
      },
      11,
    );
  });
});
