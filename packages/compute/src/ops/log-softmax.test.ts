import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { mul } from './mul.js';
import { logSoftmax } from './log-softmax.js';

test('logSoftmax is the logarithm of softmax, also where that is 0', async () => {
  const values = await evaluate(logSoftmax, f32([0, Math.log(3), 1000, 0], [2, 2]));
  [Math.log(0.25), Math.log(0.75), 0, -1000].forEach((expected, i) =>
    expect(values[i]).toBeCloseTo(expected, 6),
  );
});

test('logSoftmax has the derivative of its differences', async () => {
  await fc.assert(
    fc.asyncProperty(shapes(), seeds, (shape, seed) =>
      checkDerivatives(([x]) => logSoftmax(x!), [shape], seed),
    ),
    runs,
  );
});

test('logSoftmax has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(logSoftmax(mul(x!, logSoftmax(p!)))),
      parameters: [[2, 3]],
      examples: [[4, 2, 3]],
    },
    3,
  );
});
