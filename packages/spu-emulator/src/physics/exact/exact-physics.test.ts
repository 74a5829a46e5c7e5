import { afterAll, describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { relativeError, whitener } from '../../testing/dense.js';
import { exactSystems, type SystemFixture } from '../../testing/fixtures.js';
import { randomSystem } from '../../testing/random-system.js';
import type { AnalogProblem, Couplings, NormalSource, StartCondition } from '../physics.js';
import { UnstableError } from '../unstable-error.js';
import { equilibriumMean, meanAt, type LinearSystem } from './closed-forms.js';
import { ExactPhysics } from './exact-physics.js';

const threads = 1;
const quiet = { noiseVarianceV2: 0, noise: RandomStream.named('quiet') };

const physics = new ExactPhysics();
afterAll(() => physics.release());

function problemOf(system: LinearSystem, couplings: Couplings): AnalogProblem {
  const { rows, cells, blocks, couplingGain, leak, drive } = system;
  const shared = { rows, cells, couplingGain, leak, driveGainV: 1, ...(blocks && { blocks }) };
  return { ...shared, couplings, drive: Float32Array.from(drive) };
}

function cellsOf(held: Float32Array | undefined): Float32Array {
  if (held === undefined) throw new Error('the cells hold nothing');
  return held;
}

describe('relaxed states as random draws, 1000 of them from each start, false-alarm rate 1e-7 each', () => {
  const draws = 1000;
  const kappa = 0.3;
  // quantiles of χ² at 1e-7: 9 means; 45 entries of a 9 × 9 covariance, with room for their finite-sample tails
  const meanLimit = 50.2;
  const covarianceLimit = 127;
  /** squares of whitened states over all systems and starts: 1 each in the mean */
  const pooled = { sum: 0, count: 0 };

  const startOf = (name: string, fixture: SystemFixture): StartCondition => {
    if (name === 'zero') return { kind: 'zero' };
    if (name === 'gradient') return { kind: 'drive', gainV: 1 };
    return { kind: 'written', codes: Float32Array.from(fixture.previous), gainV: 1 };
  };

  test.each(exactSystems.systems.map((fixture, index) => ({ ...fixture, index })))(
    'system $index ($kind, t = $runTimeTau τ)',
    async (fixture) => {
      const { rows, cells, couplings, blocks, blockSize, couplingGain, leak, drive } = fixture;
      const matrix = { size: blockSize, values: Float64Array.from(blocks) };
      const problem = {
        rows,
        cells,
        couplings: Float32Array.from(couplings),
        blocks: matrix,
        couplingGain,
        leak,
      };
      await physics.program({ ...problem, drive: Float32Array.from(drive), driveGainV: 1 }, threads);
      const covariance = fixture.covariance.map((value) => kappa * value);
      const whiten = whitener(covariance, cells);
      for (const name of ['zero', 'gradient', 'previous'] as const) {
        const mean = new Float64Array(cells);
        const second = new Float64Array(cells * cells);
        const stream = RandomStream.named(7, name, fixture.index);
        for (let draw = 0; draw < draws; draw++) {
          const noise: NormalSource = { fillNormal: (out) => stream.fillNormal(out, draw * cells) };
          await physics.relax({
            start: startOf(name, fixture),
            runTimeTau: fixture.runTimeTau,
            noiseVarianceV2: kappa,
            noise,
          });
          const state = cellsOf(physics.read());
          const white = whiten(fixture.mean[name].map((value, i) => state[i]! - value));
          for (const value of white) pooled.sum += value ** 2;
          pooled.count += cells;
          white.forEach((a, i) => {
            mean[i]! += a / draws;
            white.forEach((b, j) => (second[i * cells + j]! += (a * b) / draws));
          });
        }
        let ofMean = 0;
        let ofCovariance = 0;
        for (let i = 0; i < cells; i++) {
          ofMean += draws * mean[i]! ** 2;
          for (let j = 0; j <= i; j++) {
            const excess = second[i * cells + j]! - Number(i === j);
            ofCovariance += (draws * excess ** 2) / (i === j ? 2 : 1);
          }
        }
        expect(ofMean).toBeLessThan(meanLimit);
        expect(ofCovariance).toBeLessThan(covarianceLimit);
      }
    },
  );

  test('all systems together: the variance is right to 1 %', () => {
    expect(pooled.count).toBe(20 * 3 * draws * 9);
    expect(Math.abs(pooled.sum / pooled.count - 1)).toBeLessThan(5.33 * Math.sqrt(2 / pooled.count));
  });
});

describe('cells and couplings in f32 against f64 arithmetic', () => {
  const base = { rows: 120, cells: 600, blockSize: 5, sharpest: 60, leak: 0.1 };
  const coded = randomSystem({ ...base, name: 'coded', codes: true });
  const floating = randomSystem({ ...base, name: 'floating' });
  const kinds: [string, LinearSystem, Couplings][] = [
    ['int8', coded, Int8Array.from(coded.couplings)],
    ['int16', coded, Int16Array.from(coded.couplings)],
    ['f32', floating, Float32Array.from(floating.couplings)],
  ];
  const errorAt = async (system: LinearSystem, couplings: Couplings, runTimeTau: number): Promise<number> => {
    await physics.program(problemOf(system, couplings), threads);
    await physics.relax({ start: { kind: 'drive', gainV: 1 }, runTimeTau, ...quiet });
    return relativeError(cellsOf(physics.read()), meanAt(system, system.drive, runTimeTau));
  };

  test.each(kinds)('%s couplings, t = 2 τ: to 1e-6', async (_, system, couplings) => {
    expect(await errorAt(system, couplings, 2)).toBeLessThan(1e-6);
  });
  test.each(kinds)('%s couplings, t = 200 τ: to 1e-5', async (_, system, couplings) => {
    expect(await errorAt(system, couplings, 200)).toBeLessThan(1e-5);
  });
  test('carried on from what the cells hold, in two parts or in one', async () => {
    await physics.program(problemOf(floating, Float32Array.from(floating.couplings)), threads);
    await physics.relax({ start: { kind: 'drive', gainV: 1 }, runTimeTau: 0.5, ...quiet });
    await physics.relax({ start: { kind: 'held', retention: 1 }, runTimeTau: 1.5, ...quiet });
    expect(relativeError(cellsOf(physics.read()), meanAt(floating, floating.drive, 2))).toBeLessThan(1e-6);
  });
});

test('equipartition: (x − x*)ᵀA(x − x*)/N is κ, by 200 draws of 600 cells within 5.5 standard deviations (4e-8)', async () => {
  const kappa = 2.5e-3;
  const draws = 200;
  const system = randomSystem({
    rows: 40,
    cells: 600,
    blockSize: 5,
    sharpest: 20,
    leak: 0.5,
    name: 'equipartition',
  });
  const rest = equilibriumMean(system);
  await physics.program(problemOf(system, Float32Array.from(system.couplings)), threads);
  const size = system.blocks?.size ?? 1;
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    const noise = RandomStream.named('equipartition', draw);
    await physics.relax({ start: { kind: 'zero' }, runTimeTau: 100, noiseVarianceV2: kappa, noise });
    const away = cellsOf(physics.read()).map((value, i) => value - rest[i]!);
    const projected = Array.from({ length: system.rows }, (_, i) => {
      let value = 0;
      for (let j = 0; j < system.cells; j++) value += system.couplings[i * system.cells + j]! * away[j]!;
      return value;
    });
    for (const value of away) sum += system.leak * value ** 2;
    for (let i = 0; i < system.rows; i++) {
      for (let k = 0; k < size; k++) {
        const other = projected[i - (i % size) + k]!;
        sum += system.couplingGain * system.blocks!.values[i * size + k]! * projected[i]! * other;
      }
    }
  }
  const energy = sum / (draws * system.cells);
  expect(Math.abs(energy / kappa - 1)).toBeLessThan(5.5 * Math.sqrt(2 / (draws * system.cells)));
});

describe('limits', () => {
  const system = randomSystem({ rows: 6, cells: 9, blockSize: 3, sharpest: 5, leak: 0.1, name: 'limits' });
  const problem = problemOf(system, Float32Array.from(system.couplings));

  test('a run of no time leaves the drive as it is, bit for bit', async () => {
    await physics.program(problem, threads);
    await physics.relax({
      start: { kind: 'drive', gainV: 1 },
      runTimeTau: 0,
      noiseVarianceV2: 1,
      noise: quiet.noise,
    });
    expect(physics.read()).toEqual(problem.drive);
  });

  test('held cells start with what they retain', async () => {
    await physics.program(problem, threads);
    await physics.relax({ start: { kind: 'drive', gainV: 1 }, runTimeTau: 0, ...quiet });
    await physics.relax({ start: { kind: 'held', retention: 0.5 }, runTimeTau: 0, ...quiet });
    expect(physics.read()).toEqual(problem.drive.map((value) => value / 2));
  });

  test('cells beyond those of the last problem start at zero', async () => {
    const larger = randomSystem({ rows: 6, cells: 12, blockSize: 3, sharpest: 5, leak: 0.1, name: 'larger' });
    await physics.program(problem, threads);
    await physics.relax({ start: { kind: 'drive', gainV: 1 }, runTimeTau: 0, ...quiet });
    await physics.program(problemOf(larger, Float32Array.from(larger.couplings)), threads);
    await physics.relax({ start: { kind: 'held', retention: 1 }, runTimeTau: 0, ...quiet });
    expect(Array.from(cellsOf(physics.read()))).toEqual([...problem.drive, 0, 0, 0]);
  });

  test('a growing mode is refused with its rate, and the cells keep what they held', async () => {
    await physics.program(problem, threads);
    await physics.relax({ start: { kind: 'drive', gainV: 1 }, runTimeTau: 0, ...quiet });
    const before = cellsOf(physics.read()).slice();
    const { rows, cells, couplings, blockSize, blocks, couplingGain, leak, lowestEigenvalue } =
      exactSystems.unstable;
    await physics.program(
      {
        rows,
        cells,
        couplings: Float32Array.from(couplings),
        blocks: { size: blockSize, values: Float64Array.from(blocks) },
        couplingGain,
        leak,
        drive: new Float32Array(cells),
        driveGainV: 1,
      },
      threads,
    );
    const refused = await physics
      .relax({ start: { kind: 'zero' }, runTimeTau: 1, ...quiet })
      .catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(UnstableError);
    expect((refused as UnstableError).rate).toBeCloseTo(-lowestEigenvalue, 6);
    expect(physics.read()).toEqual(before);
  });
});
