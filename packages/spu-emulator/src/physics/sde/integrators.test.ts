import { afterAll, describe, expect, test } from '@jest/globals';
import { apply, propagate, relativeError, systemMatrix } from '../../testing/dense.js';
import { impulses, outerSum } from '../../testing/impulses.js';
import { randomSystem } from '../../testing/random-system.js';
import { problemOf, samplesOf, uncoupled } from '../../testing/relaxed.js';
import type { AnalogProblem } from '../physics.js';
import type { IntegratorName } from './integrators.js';
import { SdePhysics } from './sde-physics.js';

const levels: SdePhysics[] = [];
afterAll(() => Promise.all(levels.map((level) => level.release())));

const threads = 1;
const names = ['euler-maruyama', 'stochastic-heun'] as const;

async function sde(integrator: IntegratorName, stepTau: number, problem: AnalogProblem): Promise<SdePhysics> {
  const level = new SdePhysics({ level: 'sde', integrator, stepTau }, Infinity);
  levels.push(level);
  await level.program(problem, threads);
  return level;
}

/** Mean and covariance after `steps` steps from zero at κ = 1, as the integrator makes them: no random number in it. */
async function moments(
  integrator: IntegratorName,
  problem: AnalogProblem,
  runTimeTau: number,
  steps: number,
): Promise<{ mean: Float32Array; covariance: Float64Array }> {
  const { cells } = problem;
  const start = { kind: 'zero' } as const;
  const level = await sde(integrator, runTimeTau / steps, problem);
  const noise = impulses(steps * cells);
  const [quiet] = await samplesOf(level, { start, runTimeTau, noiseVarianceV2: 0, noise });
  const mean = quiet![0]!;
  const undriven = { ...problem, drive: new Float32Array(cells) };
  await level.program(undriven, threads);
  const trajectories = { repeats: steps * cells, samples: 1, spacingTau: 0 };
  const responses = await samplesOf(level, { start, runTimeTau, noiseVarianceV2: 1, noise, trajectories });
  return {
    mean,
    covariance: outerSum(
      cells,
      responses.map(([response]) => response!),
    ),
  };
}

describe('one cell of rate a after n steps, against the sums of its recursion', () => {
  const driveV = 0.7;
  test.each([
    ['euler-maruyama', 0.5, 0.3, 1],
    ['euler-maruyama', 2, 0.4, 30],
    ['stochastic-heun', 0.5, 0.3, 1],
    ['stochastic-heun', 2, 0.4, 30],
  ] as const)('%s, a = %d, step %d τ, n = %d', async (name, rate, stepTau, steps) => {
    const z = rate * stepTau;
    const kept = name === 'euler-maruyama' ? 1 - z : 1 - z + z ** 2 / 2;
    const taken = name === 'euler-maruyama' ? 1 : 1 - z / 2;
    let mean = 0;
    let variance = 0;
    for (let k = 0; k < steps; k++) {
      mean = kept * mean + taken * stepTau * driveV;
      variance = kept ** 2 * variance + 2 * stepTau * taken ** 2;
    }
    const found = await moments(name, uncoupled(1, rate, driveV), steps * stepTau, steps);
    expect(found.mean[0]! / mean).toBeCloseTo(1, 6);
    expect(found.covariance[0]! / variance).toBeCloseTo(1, 6);
  });
});

describe('at rest', () => {
  test.each([0.1, 1, 1.5])('Euler–Maruyama has the variance 2κ/(a(2 − aδ)) at aδ = %d', async (z) => {
    const { covariance } = await moments('euler-maruyama', uncoupled(1, 2, 0), 100 * z, 200);
    expect(covariance[0]! / (2 / (2 * (2 - z)))).toBeCloseTo(1, 6);
  });

  test.each([0.1, 1, 1.5])('Heun has (κ/a)(2 − z)/(2 − z + z²/2) at z = aδ = %d', async (z) => {
    const { covariance } = await moments('stochastic-heun', uncoupled(1, 2, 0), 100 * z, 200);
    expect(covariance[0]! / ((0.5 * (2 - z)) / (2 - z + z ** 2 / 2))).toBeCloseTo(1, 6);
  });
});

describe('coupled cells tend to the exact mean and covariance as the step falls, with the order of the scheme', () => {
  const system = randomSystem({ rows: 4, cells: 3, blockSize: 2, sharpest: 3, leak: 0.4, name: 'order' });
  const runTimeTau = 1.6;
  const { response, covariance } = propagate(systemMatrix(system), system.cells, runTimeTau);
  const mean = apply(response, system.drive);

  test.each(names.map((name, i) => ({ name, order: i + 1 })))('$name: $order', async ({ name, order }) => {
    const errors: { mean: number; covariance: number }[] = [];
    for (const steps of [16, 32, 64, 128]) {
      const found = await moments(name, problemOf(system), runTimeTau, steps);
      errors.push({
        mean: relativeError(found.mean, mean),
        covariance: relativeError(found.covariance, covariance),
      });
    }
    for (const moment of ['mean', 'covariance'] as const) {
      errors.slice(1).forEach((error, i) => {
        const observed = Math.log2(errors[i]![moment] / error[moment]);
        expect(Math.abs(observed - order)).toBeLessThan(0.15);
      });
    }
    expect(errors.at(-1)!.covariance).toBeLessThan(order === 1 ? 0.02 : 5e-4);
  });
});
