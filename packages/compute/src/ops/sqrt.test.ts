import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { positive } from '../testing/samples.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { mul } from './mul.js';
import { sqrt } from './sqrt.js';

describe('sqrt', () => {
  test('has the values of its definition', async () => {
    const values = await evaluate(sqrt, f32([0.25, 1, 9]));
    const expected = [0.5, 1, 3];
    values.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 6));
    expect(values).toHaveLength(expected.length);
  });

  test('has the derivative of its differences, forwards and backwards', async () => {
    await fc.assert(
      fc.asyncProperty(shapes(0), seeds, (shape, seed) =>
        checkDerivatives(([x]) => sqrt(x!), [shape], seed, positive),
      ),
      runs,
    );
  });

  test('has the rows of one reverse pass each, on examples and on parameters', async () => {
    await checkRows(
      {
        build: ([p], [x]) => asOutputs(mul(sqrt(mul(x!, p!)), sqrt(p!))),
        parameters: [[3, 2]],
        examples: [[4, 3, 2]],
        sample: positive,
      },
      11,
    );
  });
});
