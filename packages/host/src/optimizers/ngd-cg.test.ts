import { describe, expect, test } from '@jest/globals';
import type { Evaluation } from '../curvature/evaluation.js';
import { randomProblem } from '../driver/testing/dense-problem.js';
import { IndefiniteCurvatureError } from '../natural-gradient/indefinite-curvature-error.js';
import { optimizerContext } from '../testing/optimizer-context.js';
import { relativeError } from '../testing/small-problem.js';
import { ngd } from './ngd.js';
import { ngdCg } from './ngd-cg.js';
import { ngdWoodbury } from './ngd-woodbury.js';

const cells = 30;

function evaluation(seed: number, size: { rows: number; blockSize?: number }): Evaluation {
  const { gradient, gradientPeak, factor } = randomProblem(seed, { cells, ...size });
  return { loss: 1, parameters: new Float32Array(cells), gradient, gradientPeak, factor };
}

/** B = I, S = a matrix of two by two with eigenvalues 3 and −1. */
const saddle: Evaluation = {
  loss: 1,
  parameters: new Float32Array(2),
  gradient: Float32Array.of(1, -0.5),
  gradientPeak: 1,
  factor: {
    rows: 2,
    columns: 2,
    matrix: Float32Array.of(1, 0, 0, 1),
    matrixPeak: 1,
    blocks: { size: 2, values: Float32Array.of(1, 2, 2, 1) },
  },
};

describe('ngd-cg', () => {
  test.each([{ rows: 20, blockSize: 5 }, { rows: 12 }])(
    'run to the end gives the direction of the dense solver: %o',
    async (size) => {
      const settings = { damping: 0.3 };
      const oracle = await ngd.create(settings, optimizerContext(cells));
      const optimizer = await ngdCg.create(
        { ...settings, iterations: 200, tolerance: 1e-7 },
        optimizerContext(cells),
      );
      for (const seed of [1, 2]) {
        const expected = (await oracle.direction(evaluation(seed, size), seed)).direction;
        const { direction } = await optimizer.direction(evaluation(seed, size), seed);
        expect(relativeError(direction, expected)).toBeLessThan(1e-5);
      }
      await optimizer.close!();
      await oracle.close!();
    },
  );

  test('one iteration goes along the gradient by ‖g‖² / gᵀAg', async () => {
    const { gradient, factor } = evaluation(3, { rows: 12 });
    const optimizer = await ngdCg.create({ damping: 0.3, iterations: 1 }, optimizerContext(cells));
    const { direction } = await optimizer.direction(evaluation(3, { rows: 12 }), 1);
    let curvature = 0;
    let square = 0;
    for (let row = 0; row < 12; row++) {
      const along = gradient.reduce((sum, g, i) => sum + g * factor!.matrix[row * cells + i]!, 0);
      curvature += along * along;
    }
    for (const g of gradient) square += g * g;
    const step = square / (curvature + 0.3 * square);
    expect(
      relativeError(
        direction,
        gradient.map((g) => step * g),
      ),
    ).toBeLessThan(1e-6);
  });

  test('a warm start needs fewer products for a problem like the one before, and charges fewer', async () => {
    const charged = async (warmStart: boolean): Promise<number> => {
      const context = optimizerContext(cells);
      const optimizer = await ngdCg.create({ warmStart, iterations: 100, tolerance: 1e-5 }, context);
      await optimizer.direction(evaluation(1, { rows: 20, blockSize: 5 }), 1);
      context.meter.take();
      await optimizer.direction(evaluation(1, { rows: 20, blockSize: 5 }), 2);
      return context.meter.take().timeS;
    };
    expect(await charged(true)).toBeLessThan(0.5 * (await charged(false)));
  });

  test('a warm start goes on from a snapshot', async () => {
    const settings = { warmStart: true, iterations: 3, tolerance: 0 };
    const size = { rows: 20, blockSize: 5 };
    const whole = await ngdCg.create(settings, optimizerContext(cells));
    await whole.direction(evaluation(1, size), 1);
    const resumed = await ngdCg.create(settings, optimizerContext(cells));
    resumed.restore!(structuredClone(whole.snapshot!()));
    const { direction } = await resumed.direction(evaluation(2, size), 2);
    expect(direction).toEqual((await whole.direction(evaluation(2, size), 2)).direction);
    const fresh = await ngdCg.create(settings, optimizerContext(cells));
    expect(direction).not.toEqual((await fresh.direction(evaluation(2, size), 2)).direction);
  });
});

describe('a curvature with a negative eigenvalue', () => {
  test.each([
    ['ngd', ngd],
    ['ngd-cg', ngdCg],
  ] as const)('%s refuses a damping that does not lift it, and names the remedy', async (_, entry) => {
    const optimizer = await entry.create({ damping: 0.5 }, optimizerContext(2));
    const refusal = optimizer.direction(saddle, 1);
    await expect(refusal).rejects.toThrow(IndefiniteCurvatureError);
    await expect(refusal).rejects.toThrow(/damping 0\.5 is not positive definite.*larger --damping/);
    const lifted = await entry.create({ damping: 2 }, optimizerContext(2));
    // (3 2; 2 3)⁻¹ (1, −½) = (3 + 1, −2 − 1½) / 5
    const { direction } = await lifted.direction(saddle, 1);
    expect(relativeError(direction, [4 / 5, -3.5 / 5])).toBeLessThan(1e-3);
  });

  test('ngd-woodbury, which factors S, names the optimizers that do not', async () => {
    const optimizer = await ngdWoodbury.create({ damping: 2 }, optimizerContext(2));
    await expect(optimizer.direction(saddle, 1)).rejects.toThrow(/--optimizer ngd or ngd-cg/);
  });
});
