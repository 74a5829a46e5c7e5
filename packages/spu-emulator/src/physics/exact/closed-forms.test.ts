import { describe, expect, test } from '@jest/globals';
import { equilibriumMean, meanAt, noiseOperator, type LinearSystem } from './closed-forms.js';
import { relativeError } from '../../testing/dense.js';
import { exactSystems, systemOf } from '../../testing/fixtures.js';
import { UnstableError } from '../unstable-error.js';

/** MMᵀ for the noise operator M, column by column. */
function covarianceOf(system: LinearSystem, runTimeTau: number): Float64Array {
  const n = system.cells;
  const operator = noiseOperator(system, runTimeTau);
  const columns = Array.from({ length: n }, (_, k) =>
    operator(Float64Array.from({ length: n }, (__, i) => Number(i === k))),
  );
  const out = new Float64Array(n * n);
  for (const column of columns) {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j]! += column[i]! * column[j]!;
  }
  return out;
}

describe('the two-cell golden system', () => {
  const golden: LinearSystem = {
    rows: 1,
    cells: 2,
    couplings: Float64Array.of(1, 2),
    blocks: { size: 1, values: Float64Array.of(0.5) },
    couplingGain: 1,
    leak: 0.1,
    drive: Float64Array.of(1, -1),
  };

  test('mean from zero', () => {
    expect(
      relativeError(meanAt(golden, new Float64Array(2), 0.7), [0.7468146035081505, -0.534556195805252]),
    ).toBeLessThan(1e-12);
  });
  test('mean from the gradient', () => {
    expect(
      relativeError(meanAt(golden, golden.drive, 0.7), [1.8332820372085123, -1.1588027881223733]),
    ).toBeLessThan(1e-12);
  });
  test('equilibrium', () => {
    expect(relativeError(equilibriumMean(golden), [155 / 13, -80 / 13])).toBeLessThan(1e-12);
  });
  test('covariance', () => {
    const wanted = [0.33601133479750395, -0.11182791801215707, -0.11182791801215707, 0.16826945777926836];
    expect(
      relativeError(
        covarianceOf(golden, 0.7).map((v) => 0.3 * v),
        wanted,
      ),
    ).toBeLessThan(1e-12);
  });
});

describe.each(exactSystems.systems.map((fixture, index) => ({ ...fixture, index })))(
  'random system $index ($kind, t = $runTimeTau τ)',
  (fixture) => {
    const system = systemOf(fixture);
    test.each([
      ['zero', new Float64Array(system.cells)],
      ['gradient', system.drive],
      ['previous', Float64Array.from(fixture.previous)],
    ] as const)('mean from %s', (name, start) => {
      expect(relativeError(meanAt(system, start, fixture.runTimeTau), fixture.mean[name])).toBeLessThan(
        1e-11,
      );
    });
    test('covariance', () => {
      expect(relativeError(covarianceOf(system, fixture.runTimeTau), fixture.covariance)).toBeLessThan(1e-11);
    });
  },
);

test('a system with a growing mode is refused with its rate', () => {
  const system = systemOf(exactSystems.unstable);
  const refusal = (): unknown => meanAt(system, system.drive, 1);
  expect(refusal).toThrow(UnstableError);
  let rate = 0;
  try {
    refusal();
  } catch (error) {
    rate = (error as UnstableError).rate;
  }
  expect(rate).toBeCloseTo(-exactSystems.unstable.lowestEigenvalue, 12);
});
