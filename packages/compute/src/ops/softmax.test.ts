import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { mul } from './mul.js';
import { softmax } from './softmax.js';

test('softmax normalises exponentials along the last axis, without overflow', async () => {
  const values = await evaluate(softmax, f32([0, Math.log(3), 1000, 1000], [2, 2]));
  [0.25, 0.75, 0.5, 0.5].forEach((expected, i) => expect(values[i]).toBeCloseTo(expected, 6));
});

test('softmax has the derivative of its differences', async () => {
  await fc.assert(
    fc.asyncProperty(shapes(), seeds, (shape, seed) => checkDerivatives(([x]) => softmax(x!), [shape], seed)),
    runs,
  );
});

test('softmax has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(softmax(mul(x!, softmax(p!)))),
      parameters: [[2, 3]],
      examples: [[4, 2, 3]],
    },
    3,
  );
});
