import { afterAll, describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { apply, multiply, propagate, relativeError, systemMatrix, whitener } from '../testing/dense.js';
import { impulses, outerSum } from '../testing/impulses.js';
import { randomSystem } from '../testing/random-system.js';
import { problemOf, samplesOf, uncoupled } from '../testing/relaxed.js';
import { ExactPhysics } from './exact/exact-physics.js';
import type { LinearSystem } from './exact/closed-forms.js';
import type { Physics, Relaxation, StartCondition } from './physics.js';
import { SdePhysics } from './sde/sde-physics.js';

const threads = 1;
const exact = new ExactPhysics();
/** at rates up to 4 its variance is off by z²/4 = 4e-4 at most */
const fine = new SdePhysics({ level: 'sde', integrator: 'stochastic-heun', stepTau: 0.01 }, Infinity);
const coarse = new SdePhysics({ level: 'sde', integrator: 'euler-maruyama', stepTau: 0.05 }, Infinity);
const levels: [string, Physics][] = [
  ['exact', exact],
  ['sde', fine],
];
afterAll(() => Promise.all([exact, fine, coarse].map((level) => level.release())));

const zero: StartCondition = { kind: 'zero' };
const small = randomSystem({ rows: 4, cells: 5, blockSize: 2, sharpest: 3, leak: 0.3, name: 'trajectories' });
const wide = randomSystem({ rows: 60, cells: 90, blockSize: 5, sharpest: 30, leak: 0.1, name: 'wide' });

describe('mean and covariance of 4000 trajectories from zero, false-alarm rate 1e-7 each', () => {
  const repeats = 4000;
  const runTimeTau = 1.3;
  const kappa = 0.4;
  const { cells } = small;
  // quantiles of χ² at 1e-7: 5 means; 15 entries of a 5 × 5 covariance, with room for their finite-sample tails
  const limits = { mean: 41.5, covariance: 68 };
  const { response, covariance } = propagate(systemMatrix(small), cells, runTimeTau);
  const mean = apply(response, small.drive);
  const whiten = whitener(
    covariance.map((value) => kappa * value),
    cells,
  );

  test.each(levels)('%s', async (name, level) => {
    await level.program(problemOf(small), threads);
    const noise = RandomStream.named('moments', name);
    const trajectories = { repeats, samples: 1, spacingTau: 0 };
    const relaxation = { start: zero, runTimeTau, noiseVarianceV2: kappa, noise, trajectories };
    const white = (await samplesOf(level, relaxation)).map(([end]) =>
      whiten(mean.map((value, i) => end![i]! - value)),
    );
    const second = outerSum(cells, white);
    let ofMean = 0;
    let ofCovariance = 0;
    for (let i = 0; i < cells; i++) {
      ofMean += white.reduce((sum, state) => sum + state[i]!, 0) ** 2 / repeats;
      for (let j = 0; j <= i; j++) {
        const excess = second[i * cells + j]! / repeats - Number(i === j);
        ofCovariance += (repeats * excess ** 2) / (i === j ? 2 : 1);
      }
    }
    expect(ofMean).toBeLessThan(limits.mean);
    expect(ofCovariance).toBeLessThan(limits.covariance);
  });
});

describe('live reads, exact: covariances of the samples without a random number', () => {
  const samples = 3;
  const runTimeTau = 0.8;
  const spacingTau = 0.45;
  const kappa = 0.7;

  async function check(system: LinearSystem, tolerance: number): Promise<void> {
    const { cells } = system;
    const matrix = systemMatrix(system);
    await exact.program(problemOf({ ...system, drive: new Float64Array(cells) }), threads);
    const trajectories = { repeats: samples * cells, samples, spacingTau };
    const noise = impulses(samples * cells);
    const seen = await samplesOf(exact, {
      start: zero,
      runTimeTau,
      noiseVarianceV2: kappa,
      noise,
      trajectories,
    });
    for (let first = 0; first < samples; first++) {
      const { covariance } = propagate(matrix, cells, runTimeTau + first * spacingTau);
      for (let second = first; second < samples; second++) {
        // e^{−A·lag} C(t)
        const lagTau = (second - first) * spacingTau;
        const decayed =
          lagTau === 0 ? covariance : multiply(propagate(matrix, cells, lagTau).decay, covariance, cells);
        const found = outerSum(
          cells,
          seen.map((trajectory) => trajectory[second]!),
          seen.map((trajectory) => trajectory[first]!),
        );
        expect(
          relativeError(
            found,
            decayed.map((value) => kappa * value),
          ),
        ).toBeLessThan(tolerance);
      }
    }
  }

  test('few rows', () => check(small, 1e-5));
  test('60 rows', () => check(wide, 1e-5));
});

describe('the mean of K live reads of one mode, by 20 000 independent trajectories of each level', () => {
  const rate = 1.7;
  const driveV = 0.9;
  const kappa = 0.3;
  const runTimeTau = 0.6;
  const spacingTau = 0.2;
  const samples = 5;
  const repeats = 500;
  const cells = 40;
  const rho = Math.exp(-rate * spacingTau);
  const geometric = (1 - rho ** samples) / (samples * (1 - rho));
  const rest = driveV / rate;
  const mean = rest - rest * Math.exp(-rate * runTimeTau) * geometric;
  const stationary =
    (kappa / (rate * samples)) *
    ((1 + rho) / (1 - rho) - (2 * rho * (1 - rho ** samples)) / (samples * (1 - rho) ** 2));
  const variance = stationary - (kappa / rate) * Math.exp(-2 * rate * runTimeTau) * geometric ** 2;

  test.each(levels)('%s: bias and variance within 5.5 standard errors (4e-8)', async (name, level) => {
    await level.program(uncoupled(cells, rate, driveV), threads);
    const noise = RandomStream.named('reads', name);
    const trajectories = { repeats, samples, spacingTau };
    const relaxation = { start: zero, runTimeTau, noiseVarianceV2: kappa, noise, trajectories };
    let sum = 0;
    let squares = 0;
    for (const reads of await samplesOf(level, relaxation)) {
      for (let i = 0; i < cells; i++) {
        const average = reads.reduce((total, volts) => total + volts[i]!, 0) / samples;
        sum += average - mean;
        squares += (average - mean) ** 2;
      }
    }
    const count = repeats * cells;
    expect(Math.abs(sum / count)).toBeLessThan(5.5 * Math.sqrt(variance / count));
    expect(Math.abs(squares / count / variance - 1)).toBeLessThan(5.5 * Math.sqrt(2 / count));
  });
});

describe('side by side or one by one: the same trajectories', () => {
  const shapes: [string, LinearSystem, number][] = [
    ['few rows', small, 9],
    ['60 rows', wide, 30],
  ];
  const relaxation = (start: StartCondition, repeats: number, samples: number): Relaxation => ({
    start,
    runTimeTau: 0.5,
    noiseVarianceV2: 0.2,
    noise: RandomStream.named('side by side'),
    trajectories: { repeats, samples, spacingTau: 0.3 },
  });

  test.each(shapes)('exact, %s', async (_, system, repeats) => {
    const written: StartCondition = { kind: 'written', codes: Float32Array.from(system.drive), gainV: 0.5 };
    await exact.program(problemOf(system), threads);
    const together = await samplesOf(exact, relaxation(written, repeats, 2));
    expect(exact.read()).toEqual(together.at(-1)!.at(-1));
    for (let repeat = 0; repeat < repeats; repeat += 4) {
      const noise = {
        fillNormal: (out: Float32Array | Float64Array, from = 0) =>
          relaxation(zero, 1, 1).noise.fillNormal(out, repeat * 2 * system.cells + from),
      };
      const [alone] = await samplesOf(exact, { ...relaxation(written, 1, 2), noise });
      expect(relativeError(together[repeat]![0]!, alone![0]!)).toBeLessThan(3e-6);
      expect(relativeError(together[repeat]![1]!, alone![1]!)).toBeLessThan(3e-6);
    }
  });

  test.each(shapes)('sde, %s: the first of many are the first of few', async (_, system) => {
    const drive: StartCondition = { kind: 'drive', gainV: 1 };
    await coarse.program(problemOf(system), threads);
    const many = await samplesOf(coarse, relaxation(drive, 600, 2));
    const few = await samplesOf(coarse, relaxation(drive, 5, 2));
    few.forEach((trajectory, repeat) =>
      trajectory.forEach((volts, sample) =>
        expect(relativeError(many[repeat]![sample]!, volts)).toBeLessThan(1e-6),
      ),
    );
    expect(coarse.read()).toEqual(few.at(-1)!.at(-1));
  });
});

describe('from what the cells hold', () => {
  const drive: StartCondition = { kind: 'drive', gainV: 1 };
  const held: StartCondition = { kind: 'held', retention: 1 };
  const quiet = { noiseVarianceV2: 0, noise: RandomStream.named('quiet') };

  test.each(levels)('%s: each trajectory goes on where the one before has ended', async (_, level) => {
    await level.program(problemOf(small), threads);
    await level.relax({ start: drive, runTimeTau: 0, ...quiet });
    const inTurn = await samplesOf(level, {
      start: held,
      runTimeTau: 0.4,
      ...quiet,
      trajectories: { repeats: 3, samples: 1, spacingTau: 0 },
    });
    for (const [repeat, trajectory] of inTurn.entries()) {
      const [alone] = await samplesOf(level, { start: drive, runTimeTau: 0.4 * (repeat + 1), ...quiet });
      expect(relativeError(trajectory[0]!, alone![0]!)).toBeLessThan(1e-6);
    }
  });

  test.each(levels)('%s: discharged cells hold nothing and start at zero', async (_, level) => {
    await level.program(problemOf(small), threads);
    await level.relax({ start: drive, runTimeTau: 0.4, ...quiet });
    level.discharge();
    expect(level.read()).toBeUndefined();
    const [fromHeld] = await samplesOf(level, { start: held, runTimeTau: 0.4, ...quiet });
    const [fromZero] = await samplesOf(level, { start: zero, runTimeTau: 0.4, ...quiet });
    expect(fromHeld).toEqual(fromZero);
  });
});

describe('a relaxation that no one waits for any more', () => {
  test.each([
    ['exact', exact],
    ['sde', coarse],
  ] as [string, Physics][])(
    '%s ends at the next look, and the cells keep what they held',
    async (_, level) => {
      await level.program(problemOf(small), threads);
      await level.relax({
        start: { kind: 'drive', gainV: 1 },
        runTimeTau: 0,
        noiseVarianceV2: 0,
        noise: RandomStream.named('x'),
      });
      const before = level.read()!.slice();
      let looks = 0;
      const ended = level.relax(
        {
          start: zero,
          runTimeTau: 1000,
          noiseVarianceV2: 1,
          noise: RandomStream.named('x'),
          trajectories: { repeats: 30_000, samples: 1, spacingTau: 0 },
        },
        {
          sampled: () => undefined,
          checkpoint: () => {
            if (++looks === 3) throw new Error('enough');
          },
        },
      );
      await expect(ended).rejects.toThrow('enough');
      expect(level.read()).toEqual(before);
    },
  );
});
