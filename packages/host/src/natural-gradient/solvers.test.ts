import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { losses } from '../losses/registry.js';
import {
  compileSmall,
  multiply,
  multiplyTransposed,
  relativeError,
  runSmall,
  smallProblem,
} from '../testing/small-problem.js';
import { multiplyBlocks } from './block-factor.js';
import type { CurvatureProblem, ProblemShape } from './curvature-problem.js';
import { denseParameterLimit, DenseSizeError, DenseSolver } from './dense-solver.js';
import { CurvatureProduct } from './product.js';
import { WoodburySolver } from './woodbury-solver.js';

const problem = smallProblem(
  'mnist-mlp',
  { hidden: [8] },
  { height: 6, width: 5, classes: 4 },
  16,
  losses['softmax-cross-entropy'],
);

async function curvatureOf(kind: 'ggn' | 'empirical-fisher') {
  const { matrix, blocks, gradient } = await runSmall(await compileSmall(problem, kind), problem);
  const given: CurvatureProblem = { matrix: matrix!, gradient: gradient!, ...(blocks && { blocks }) };
  const shape: ProblemShape = {
    rows: matrix!.length / gradient!.length,
    columns: gradient!.length,
    ...(blocks && { blockSize: problem.model.outputs }),
    damping: 0.1,
    threads: 1,
    dtype: 'float64',
  };
  return { given, shape, matrix: matrix!, blocks, gradient: gradient! };
}

describe.each(['ggn', 'empirical-fisher'] as const)('%s', (kind) => {
  test('the dense and the Woodbury solution agree to 1e-11 in float64', async () => {
    const { given, shape } = await curvatureOf(kind);
    const dense = await (await DenseSolver.compile(shape)).solve(given);
    const woodbury = await (await WoodburySolver.compile(shape, 'float64')).solve(given);
    expect(relativeError(woodbury, dense)).toBeLessThan(1e-11);
  });

  test('the solution leaves no residual, also for a right-hand side outside the rows of B', async () => {
    const { given, shape, matrix, blocks } = await curvatureOf(kind);
    const gradient = new Float64Array(shape.columns);
    RandomStream.named('right-hand side').fillNormal(gradient);
    for (const solver of [await DenseSolver.compile(shape), await WoodburySolver.compile(shape, 'float64')]) {
      const x = Float64Array.from(await solver.solve({ ...given, gradient }));
      const bx = multiply(matrix, x);
      const sbx = blocks ? multiplyBlocks(blocks, problem.model.outputs, bx) : bx;
      const left = multiplyTransposed(matrix, sbx).map((value, i) => value + shape.damping * x[i]!);
      expect(relativeError(left, gradient)).toBeLessThan(1e-11);
    }
  });

  test('the product is BᵀSBv + λv', async () => {
    const { given, shape, matrix, blocks } = await curvatureOf(kind);
    const v = new Float64Array(shape.columns);
    RandomStream.named('product').fillNormal(v);
    const product = await CurvatureProduct.compile(shape);
    const bv = multiply(matrix, v);
    const sbv = blocks ? multiplyBlocks(blocks, problem.model.outputs, bv) : bv;
    const expected = multiplyTransposed(matrix, sbv).map((value, i) => value + shape.damping * v[i]!);
    expect(relativeError(await product.times(given, v), expected)).toBeLessThan(1e-13);
    await product.release();
  });

  test.each([
    ['float32', 3e-5],
    ['float64', 1e-6],
  ] as const)('float32 data and a Gram matrix in %s agree to %d', async (gramDtype, tolerance) => {
    const { given, shape } = await curvatureOf(kind);
    const exact = await (await DenseSolver.compile(shape)).solve(given);
    const single = await WoodburySolver.compile({ ...shape, dtype: 'float32' }, gramDtype);
    const x = await single.solve({
      matrix: Float32Array.from(given.matrix),
      gradient: Float32Array.from(given.gradient),
      ...(given.blocks && { blocks: Float32Array.from(given.blocks) }),
    });
    expect(x).toBeInstanceOf(Float32Array);
    expect(relativeError(x, exact)).toBeLessThan(tolerance);
  });
});

test('the dense solver refuses more parameters than its limit and names the remedy', async () => {
  const shape = {
    rows: 10,
    columns: denseParameterLimit + 1,
    damping: 1,
    threads: 1,
    dtype: 'float32' as const,
  };
  await expect(DenseSolver.compile(shape)).rejects.toThrow(DenseSizeError);
  await expect(DenseSolver.compile(shape)).rejects.toThrow(/at most 12000.*12001.*ngd-woodbury/);
});
