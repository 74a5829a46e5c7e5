import { describe, expect, test } from '@jest/globals';
import { denseSystem, randomProblem } from '../driver/testing/dense-problem.js';
import type { CurvatureFactor } from '../curvature/curvature-factor.js';
import { columnsOf } from './tile-cutter.js';
import { DroppedCurvature } from './dropped-curvature.js';
import type { Tile } from './tile-problem.js';

const tiles: readonly Tile[] = [
  { name: 'a', offset: 0, size: 5 },
  { name: 'b', offset: 5, size: 1 },
  { name: 'c', offset: 6, size: 9 },
];

async function dropped(factor: CurvatureFactor, of = tiles): Promise<number | undefined> {
  const meter = new DroppedCurvature(of, 1);
  const found = await meter.of(factor);
  await meter.close();
  return found;
}

/** 1 − Σ‖F_kk‖²/‖F‖² from F itself, in f64. */
function denseDropped(factor: CurvatureFactor): number {
  const f = denseSystem(factor, 0);
  const tileOf = (i: number): number =>
    tiles.findIndex(({ offset, size }) => i >= offset && i < offset + size);
  let [kept, whole] = [0, 0];
  f.forEach((row, i) =>
    row.forEach((entry, j) => {
      whole += entry ** 2;
      if (tileOf(i) === tileOf(j)) kept += entry ** 2;
    }),
  );
  return 1 - kept / whole;
}

describe('the dropped curvature', () => {
  test.each([
    ['softmax blocks', { cells: 15, rows: 12, blockSize: 4 }],
    ['S = I', { cells: 15, rows: 7 }],
  ])('is that of F itself: %s', async (_, size) => {
    for (const seed of [1, 2, 3]) {
      const { factor } = randomProblem(seed, size);
      const wanted = denseDropped(factor);
      expect(wanted).toBeGreaterThan(0.2);
      expect(Math.abs((await dropped(factor))! - wanted)).toBeLessThan(2e-6);
    }
  });

  test('is 0 where the blocks hold everything, and undefined without curvature', async () => {
    const { factor } = randomProblem(4, { cells: 15, rows: 15 });
    const identity = factor.matrix.map((_, i) => (i % 16 === 0 ? 3 : 0));
    expect(await dropped({ ...factor, matrix: identity })).toBe(0);
    expect(await dropped(factor, [{ name: 'all', offset: 0, size: 15 }])).toBe(0);
    expect(await dropped({ ...factor, matrix: new Float32Array(15 * 15) })).toBeUndefined();
  });

  test('follows a factor of another shape', async () => {
    const meter = new DroppedCurvature(tiles, 1);
    for (const rows of [4, 8, 4]) {
      const { factor } = randomProblem(rows, { cells: 15, rows, blockSize: 4 });
      expect(Math.abs((await meter.of(factor))! - denseDropped(factor))).toBeLessThan(2e-6);
    }
    await meter.close();
  });
});

test('the columns of a tile are copied row by row', () => {
  const matrix = Float32Array.from({ length: 12 }, (_, i) => i);
  expect([...columnsOf({ matrix, rows: 3, columns: 4 }, { offset: 1, size: 2 })]).toEqual([
    1, 2, 5, 6, 9, 10,
  ]);
});
