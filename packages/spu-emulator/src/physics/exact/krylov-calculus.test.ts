import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { apply, propagate, relativeError, systemMatrix } from '../../testing/dense.js';
import { randomSystem } from '../../testing/random-system.js';
import { meanAt, noiseOperator } from './closed-forms.js';

// 60 rows: beyond the size where the eigendecomposition is used
const system = randomSystem({ rows: 60, cells: 72, blockSize: 5, sharpest: 40, leak: 0.05, name: 'krylov' });
const matrix = systemMatrix(system);
const normals = new Float64Array(system.cells);
RandomStream.named('krylov', 'normals').fillNormal(normals);

describe.each([0.02, 0.2, 2, 20, 300])(
  '60 rows by Lanczos against a matrix exponential, t = %d τ',
  (runTimeTau) => {
    const { decay, response, covariance } = propagate(matrix, system.cells, runTimeTau);

    test('mean from the drive', () => {
      const fromZero = apply(response, system.drive);
      const wanted = apply(decay, system.drive).map((value, i) => value + fromZero[i]!);
      expect(relativeError(meanAt(system, system.drive, runTimeTau), wanted)).toBeLessThan(1e-8);
    });

    test('the noise operator twice is the covariance', () => {
      const operator = noiseOperator(system, runTimeTau);
      expect(relativeError(operator(operator(normals)), apply(covariance, normals))).toBeLessThan(1e-8);
    });
  },
);

test('a drive that no coupling sees, and none at all', () => {
  const silent = { ...system, couplings: new Float64Array(system.couplings.length) };
  const response = -Math.expm1(-system.leak * 2) / system.leak;
  const wanted = system.drive.map((value) => response * value);
  expect(relativeError(meanAt(silent, new Float64Array(system.cells), 2), wanted)).toBeLessThan(1e-14);
  const undriven = { ...system, drive: new Float64Array(system.cells) };
  expect(meanAt(undriven, new Float64Array(system.cells), 2).every((value) => value === 0)).toBe(true);
});
