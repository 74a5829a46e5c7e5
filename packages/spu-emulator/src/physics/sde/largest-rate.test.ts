import { describe, expect, test } from '@jest/globals';
import { symmetricEigen } from '@thermoloop/compute';
import { apply, systemMatrix } from '../../testing/dense.js';
import { exactSystems, systemOf } from '../../testing/fixtures.js';
import { randomSystem } from '../../testing/random-system.js';
import { largestRate } from './largest-rate.js';

const rateOf = (matrix: Float64Array, size: number): Promise<number> =>
  largestRate((x) => Promise.resolve(apply(matrix, x)), size);

describe('the fastest mode, against an eigendecomposition: from above, to 0.2 %', () => {
  test.each([1, 2, 30, 200])('%d cells', async (cells) => {
    const system = randomSystem({
      rows: 20,
      cells,
      blockSize: 5,
      sharpest: 60,
      leak: 0.1,
      name: `rate ${cells}`,
    });
    const matrix = systemMatrix(system);
    const wanted = symmetricEigen(matrix, cells).values.at(-1)!;
    const ratio = (await rateOf(matrix, cells)) / wanted;
    expect(ratio).toBeGreaterThan(1 - 1e-9);
    expect(ratio).toBeLessThan(1.002);
  });

  test('where it is one that grows', async () => {
    const matrix = Float64Array.of(0.5, 0, 0, 0, -3, 0, 0, 0, 1);
    expect(await rateOf(matrix, 3)).toBeCloseTo(3, 9);
  });

  test('of a system whose blocks are indefinite', async () => {
    const matrix = systemMatrix(systemOf(exactSystems.unstable));
    const { values } = symmetricEigen(matrix, exactSystems.unstable.cells);
    const wanted = Math.max(...values.map(Math.abs));
    expect((await rateOf(matrix, exactSystems.unstable.cells)) / wanted).toBeCloseTo(1, 6);
  });
});

test('all rates alike', async () => {
  expect(await largestRate((x) => Promise.resolve(x.map((value) => 0.7 * value)), 50)).toBeCloseTo(0.7, 9);
});

test('a product that is not finite has no rate', async () => {
  expect(await largestRate((x) => Promise.resolve(x.fill(Infinity)), 5)).toBeNaN();
});
