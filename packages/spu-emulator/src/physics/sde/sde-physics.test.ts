import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { readFileSync } from 'node:fs';
import { relativeError } from '../../testing/dense.js';
import { exactSystems, systemOf } from '../../testing/fixtures.js';
import { problemOf, samplesOf, uncoupled } from '../../testing/relaxed.js';
import { randomSystem } from '../../testing/random-system.js';
import { ExactPhysics } from '../exact/exact-physics.js';
import { StepTooLargeError } from '../step-too-large-error.js';
import { UnstableError } from '../unstable-error.js';
import { UnusableCodesError } from '../unusable-codes-error.js';
import type { IntegratorName } from './integrators.js';
import { SdePhysics } from './sde-physics.js';

const threads = 1;
const levels: SdePhysics[] = [];
afterAll(() => Promise.all(levels.map((level) => level.release())));

function sde(integrator: IntegratorName, stepTau: number, railV = Infinity): SdePhysics {
  const level = new SdePhysics({ level: 'sde', integrator, stepTau }, railV);
  levels.push(level);
  return level;
}

const zero = { kind: 'zero' } as const;
const fromDrive = { kind: 'drive', gainV: 1 } as const;
const quiet = { noiseVarianceV2: 0, noise: RandomStream.named('quiet') };

/** Samples of 20 000 independent cells at rest: less than 1e-7 of the start is left of their variance. */
async function atRest(
  level: SdePhysics,
  stepTau: number,
  rate: number,
  driveV: number,
  kappa: number,
  name: string,
): Promise<number[]> {
  const cells = 200;
  await level.program(uncoupled(cells, rate, driveV), threads);
  const seen = await samplesOf(level, {
    start: zero,
    runTimeTau: stepTau * Math.ceil(9 / (rate * stepTau)),
    noiseVarianceV2: kappa,
    noise: RandomStream.named('at rest', name),
    trajectories: { repeats: 100, samples: 1, spacingTau: 0 },
  });
  return seen.flatMap(([volts]) => Array.from(volts!));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

test('Euler–Maruyama at rest has the variance 2κ/(a(2 − aδ)): 20 000 cells, within 5.5 standard errors (4e-8)', async () => {
  const [rate, stepTau, kappa] = [2, 0.35, 0.3];
  const values = await atRest(sde('euler-maruyama', stepTau), stepTau, rate, 0, kappa, 'variance');
  const variance = meanOf(values.map((x) => x ** 2));
  const wanted = (2 * kappa) / (rate * (2 - rate * stepTau));
  expect(Math.abs(variance / wanted - 1)).toBeLessThan(5.5 * Math.sqrt(2 / values.length));
});

describe('a cell between rails at rest, against its chain of transition probabilities, 20 000 cells, 5.5 standard errors', () => {
  interface Chain {
    readonly scheme: IntegratorName;
    readonly rate: number;
    readonly drive: number;
    readonly kappa: number;
    readonly limit: number;
    readonly step: number;
    readonly atLower: number;
    readonly atUpper: number;
    readonly mean: number;
    readonly variance: number;
  }
  const { chains } = JSON.parse(
    readFileSync(new URL('../../../fixtures/railed-cell.json', import.meta.url), 'utf8'),
  ) as { chains: Chain[] };

  test.each(chains)('$scheme, step $step τ', async (chain) => {
    const level = sde(chain.scheme, chain.step, chain.limit);
    const { scheme, step, rate, drive, kappa } = chain;
    const values = await atRest(level, step, rate, drive, kappa, `${scheme} ${step}`);
    const near = (found: number, wanted: number, standardDeviation: number): void =>
      expect(Math.abs(found - wanted)).toBeLessThan((5.5 * standardDeviation) / Math.sqrt(values.length));
    const share = (edge: number): number => values.filter((x) => x === edge).length / values.length;
    near(share(chain.limit), chain.atUpper, Math.sqrt(chain.atUpper));
    near(meanOf(values), chain.mean, Math.sqrt(chain.variance));
    // between rails (x − mean)² spreads by less than its largest value
    near(
      meanOf(values.map((x) => (x - chain.mean) ** 2)),
      chain.variance,
      (chain.limit + chain.mean) ** 2 / 2,
    );
    expect(Math.max(...values.map(Math.abs))).toBe(chain.limit);
  });
});

describe('a mode that grows', () => {
  const problem = problemOf(systemOf(exactSystems.unstable));
  const growing = { ...problem, drive: Float32Array.of(1e-3, 2e-3, -1e-3) };
  const rate = -exactSystems.unstable.lowestEigenvalue;

  test('is refused by exact, and by sde without rails, with its rate', async () => {
    const exact = new ExactPhysics();
    for (const level of [exact, sde('stochastic-heun', 0.01)]) {
      await level.program(growing, threads);
      const refusal: unknown = await level
        .relax({ start: zero, runTimeTau: 1, ...quiet })
        .catch((e: unknown) => e);
      expect(refusal).toBeInstanceOf(UnstableError);
      expect((refusal as UnstableError).rate).toBeCloseTo(rate, 6);
    }
    await exact.release();
  });

  test.each(['euler-maruyama', 'stochastic-heun'] as const)('runs to its rails in sde: %s', async (name) => {
    const railV = 0.5;
    const level = sde(name, 0.01, railV);
    await level.program(growing, threads);
    const early = await samplesOf(level, { start: zero, runTimeTau: 0.1, ...quiet });
    expect(Math.max(...early[0]![0]!.map(Math.abs))).toBeLessThan(0.01);
    await level.relax({ start: zero, runTimeTau: 40 / rate, ...quiet });
    const end = level.read()!;
    expect(Math.max(...end.map(Math.abs))).toBe(railV);
    const stays = end.slice();
    await level.relax({ start: { kind: 'held', retention: 1 }, runTimeTau: 1, ...quiet });
    expect(relativeError(level.read()!, stays)).toBeLessThan(1e-5);
  });
});

describe('rails', () => {
  test('a start beyond them is stopped there', async () => {
    const level = sde('euler-maruyama', 0.1, 0.25);
    await level.program(uncoupled(3, 1, 0.8), threads);
    await level.relax({ start: fromDrive, runTimeTau: 0, ...quiet });
    expect(level.read()).toEqual(Float32Array.of(0.25, 0.25, 0.25));
  });

  test('a cell that is driven back leaves its rail at once', async () => {
    const level = sde('euler-maruyama', 0.1, 0.5);
    await level.program(uncoupled(1, 1, 5), threads);
    await level.relax({ start: zero, runTimeTau: 10, ...quiet });
    expect(level.read()![0]).toBe(0.5);
    await level.program(uncoupled(1, 1, -1), threads);
    await level.relax({ start: { kind: 'held', retention: 1 }, runTimeTau: 0.1, ...quiet });
    expect(level.read()![0]).toBeCloseTo(0.5 + 0.1 * (-1 - 0.5), 6);
  });

  test('that are never reached change nothing', async () => {
    const system = randomSystem({ rows: 4, cells: 5, blockSize: 2, sharpest: 3, leak: 0.3, name: 'far' });
    const states = [];
    for (const railV of [Infinity, 1e3]) {
      const level = sde('stochastic-heun', 0.05, railV);
      await level.program(problemOf(system), threads);
      const noise = RandomStream.named('far');
      await level.relax({ start: fromDrive, runTimeTau: 2, noiseVarianceV2: 0.1, noise });
      states.push(level.read());
    }
    expect(states[1]).toEqual(states[0]);
  });
});

describe('refusals', () => {
  test.each(['euler-maruyama', 'stochastic-heun'] as const)(
    '%s: a step of twice the fastest time constant',
    async (name) => {
      const level = sde(name, 0.5);
      await level.program(uncoupled(4, 3.99, 1), threads);
      await level.relax({ start: zero, runTimeTau: 2, ...quiet });
      await level.program(uncoupled(4, 4.01, 1), threads);
      const before = level.read()!.slice();
      const refusal: unknown = await level
        .relax({ start: zero, runTimeTau: 2, ...quiet })
        .catch((e: unknown) => e);
      expect(refusal).toBeInstanceOf(StepTooLargeError);
      expect((refusal as StepTooLargeError).rateTimesStep).toBeCloseTo(4.01 * 0.5, 6);
      expect((refusal as StepTooLargeError).limit).toBe(2);
      expect(level.read()).toEqual(before);
    },
  );

  test('couplings that are no numbers, by the code', async () => {
    const level = sde('euler-maruyama', 0.01);
    for (const code of [NaN, Infinity]) {
      await level.program({ ...uncoupled(3, 1, 1), couplings: Float32Array.of(1, code, 2) }, threads);
      const refusal: unknown = await level
        .relax({ start: zero, runTimeTau: 1, ...quiet })
        .catch((e: unknown) => e);
      expect(refusal).toBeInstanceOf(UnusableCodesError);
      expect((refusal as UnusableCodesError).array).toBe('couplings');
    }
  });
});

describe('640 rows and 9098 cells', () => {
  const system = randomSystem({
    rows: 640,
    cells: 9098,
    blockSize: 10,
    sharpest: 40,
    leak: 0.1,
    name: 'mnist',
  });
  const level = sde('stochastic-heun', 0.05);
  beforeAll(() => level.program(problemOf(system), 2));

  test('tends to the mean of exact: z²/6 of it at the sharpest rate', async () => {
    await level.relax({ start: fromDrive, runTimeTau: 0.25, ...quiet });
    const exact = new ExactPhysics();
    await exact.program(problemOf(system), 2);
    await exact.relax({ start: fromDrive, runTimeTau: 0.25, ...quiet });
    expect(relativeError(level.read()!, exact.read()!)).toBeLessThan(5e-3);
    await exact.release();
  });
});
