import { afterAll, describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { readFileSync } from 'node:fs';
import { relativeError } from '../testing/dense.js';
import { impulses, outerSum } from '../testing/impulses.js';
import { randomSystem } from '../testing/random-system.js';
import { problemOf, samplesOf } from '../testing/relaxed.js';
import { ExactPhysics } from './exact/exact-physics.js';
import type { AnalogProblem, Physics, StartCondition } from './physics.js';
import { SdePhysics } from './sde/sde-physics.js';
import { timeGrid } from './sde/time-grid.js';
import { UnstableError } from './unstable-error.js';

interface ArrayFixture {
  readonly name: string;
  readonly rows: number;
  readonly cells: number;
  readonly couplings: number[];
  readonly blockSize: number;
  readonly blocks: number[];
  readonly couplingGain: number;
  readonly leak: number;
  readonly drive: number[];
  readonly leakFactors?: number[];
  readonly timeConstantFactors?: number[];
  readonly driveOffsetV?: number[];
  readonly rowOffsets?: number[];
  readonly returnCouplings?: number[];
  readonly fixed?: { readonly indices: number[]; readonly volts: number[] };
}

interface RelaxedFixture extends ArrayFixture {
  readonly runTimeTau: number;
  readonly mean: Readonly<Record<'zero' | 'gradient', number[]>>;
  readonly covariance: number[];
  readonly largestRate: number;
}

/** Random arrays with errors, with their exact mean and covariance, from fixtures/uneven-arrays.py. */
const { systems, unstable } = JSON.parse(
  readFileSync(new URL('../../fixtures/uneven-arrays.json', import.meta.url), 'utf8'),
) as { systems: RelaxedFixture[]; unstable: ArrayFixture & { lowestRate: number } };

/** Columns of fixed cells are left as they are in the fixture: here they are taken out, as a problem wants it. */
function problemFrom(fixture: ArrayFixture): AnalogProblem {
  const { rows, cells, leakFactors, timeConstantFactors, driveOffsetV, rowOffsets, returnCouplings, fixed } =
    fixture;
  const offsets = Float64Array.from(rowOffsets ?? new Array<number>(rows).fill(0));
  const without = (values: readonly number[]): Float32Array =>
    Float32Array.from(values, (value, at) => (fixed?.indices.includes(at % cells) === true ? 0 : value));
  fixture.couplings.forEach((value, at) => {
    const k = fixed?.indices.indexOf(at % cells) ?? -1;
    if (k >= 0) offsets[Math.floor(at / cells)]! += value * fixed!.volts[k]!;
  });
  return {
    rows,
    cells,
    couplings: without(fixture.couplings),
    blocks: { size: fixture.blockSize, values: Float64Array.from(fixture.blocks) },
    drive: Float32Array.from(fixture.drive),
    couplingGain: fixture.couplingGain,
    driveGainV: 1,
    leak: fixture.leak,
    ...(leakFactors && { leakFactors: Float64Array.from(leakFactors) }),
    ...(timeConstantFactors && { timeConstantFactors: Float64Array.from(timeConstantFactors) }),
    ...(driveOffsetV && { driveOffsetV: Float32Array.from(driveOffsetV) }),
    ...((rowOffsets ?? fixed) && { rowOffsets: offsets }),
    ...(returnCouplings && { returnCouplings: without(returnCouplings) }),
    ...(fixed && {
      fixed: { indices: Int32Array.from(fixed.indices), volts: Float32Array.from(fixed.volts) },
    }),
  };
}

const starts: readonly ['zero' | 'gradient', StartCondition][] = [
  ['zero', { kind: 'zero' }],
  ['gradient', { kind: 'drive', gainV: 1 }],
];
const quiet = { noiseVarianceV2: 0, noise: RandomStream.named('quiet') };
const stepTau = 0.02;
const exact = new ExactPhysics();
/** with rails that are never reached, which couplings that differ from their transposes ask for */
const sde = new SdePhysics({ level: 'sde', integrator: 'stochastic-heun', stepTau }, 1e3);
const open = new SdePhysics({ level: 'sde', integrator: 'stochastic-heun', stepTau }, Infinity);
afterAll(() => Promise.all([exact, sde, open].map((level) => level.release())));

async function endOf(level: Physics, start: StartCondition, runTimeTau: number): Promise<Float32Array> {
  await level.relax({ start, runTimeTau, ...quiet });
  return level.read()!.slice();
}

/** Covariance at κ = 1 without a random number: the responses to `impulsesEach` unit impulses a cell. */
async function covarianceOf(
  level: Physics,
  problem: AnalogProblem,
  runTimeTau: number,
  impulsesEach: number,
): Promise<Float64Array> {
  const { cells } = problem;
  const rest = await endOf(level, { kind: 'zero' }, runTimeTau);
  const seen = await samplesOf(level, {
    start: { kind: 'zero' },
    runTimeTau,
    noiseVarianceV2: 1,
    noise: impulses(impulsesEach * cells),
    trajectories: { repeats: impulsesEach * cells, samples: 1, spacingTau: 0 },
  });
  return outerSum(
    cells,
    seen.map(([volts]) => volts!.map((value, i) => value - rest[i]!)),
  );
}

describe('exact, against a matrix exponential', () => {
  const symmetric = systems.filter(({ returnCouplings }) => returnCouplings === undefined);

  test.each(symmetric)('$name, t = $runTimeTau τ', async (fixture) => {
    const problem = problemFrom(fixture);
    await exact.program(problem, 1);
    for (const [name, start] of starts) {
      const end = await endOf(exact, start, fixture.runTimeTau);
      expect(relativeError(end, fixture.mean[name])).toBeLessThan(1e-6);
    }
    const found = await covarianceOf(exact, problem, fixture.runTimeTau, 1);
    expect(relativeError(found, fixture.covariance)).toBeLessThan(1e-5);
  });
});

describe(`sde, steps of ${stepTau} τ, to z²/2 with z = step × largest rate`, () => {
  test.each(systems)('$name, t = $runTimeTau τ', async (fixture) => {
    const problem = problemFrom(fixture);
    await sde.program(problem, 1);
    const tolerance = (fixture.largestRate * stepTau) ** 2 / 2;
    for (const [name, start] of starts) {
      const end = await endOf(sde, start, fixture.runTimeTau);
      expect(relativeError(end, fixture.mean[name])).toBeLessThan(tolerance);
    }
    const { steps } = timeGrid(fixture.runTimeTau, stepTau);
    const found = await covarianceOf(sde, problem, fixture.runTimeTau, steps);
    expect(relativeError(found, fixture.covariance)).toBeLessThan(tolerance);
  });
});

describe('a mode of uneven cells that grows', () => {
  const growing = { ...problemFrom(unstable), drive: new Float32Array(unstable.cells).fill(1e-3) };

  test.each([
    ['exact', exact],
    ['sde without rails', open],
  ] as [string, Physics][])('is refused by %s with its rate', async (_, level) => {
    await level.program(growing, 1);
    const refusal: unknown = await endOf(level, { kind: 'zero' }, 1).catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(UnstableError);
    expect((refusal as UnstableError).rate).toBeCloseTo(-unstable.lowestRate, 5);
  });

  test('runs to its rails in sde', async () => {
    await sde.program(growing, 1);
    await sde.relax({ start: { kind: 'zero' }, runTimeTau: 20, ...quiet });
    expect(Math.max(...sde.read()!.map(Math.abs))).toBe(1e3);
  });
});

test('rows that stop bound a mode that would grow, without rails of the cells: |V| ≤ ρ‖B‖·limit/λ', async () => {
  const { cells, rows } = unstable;
  const rowLimit = 0.5;
  const problem = { ...problemFrom(unstable), drive: new Float32Array(cells).fill(1e-3), rowLimit };
  await open.program(problem, 1);
  const end = await endOf(open, { kind: 'zero' }, 60);
  const most = Math.max(...end.map(Math.abs));
  expect(most).toBeGreaterThan(0.1);
  // no entry of the blocks is above 1, and each row takes three of them
  expect(most).toBeLessThan(
    (unstable.couplingGain * rows * 3 * rowLimit * (127 / 60)) / (unstable.leak * 0.5),
  );
});

test('a row that stops pulls by its limit: one cell and one row have a closed form', async () => {
  const [gain, coupling, limit, leak, drive] = [0.5, 3, 0.6, 0.2, 2];
  await open.program(
    {
      rows: 1,
      cells: 1,
      couplings: Float32Array.of(coupling),
      drive: Float32Array.of(drive),
      couplingGain: gain,
      driveGainV: 1,
      leak,
      rowLimit: limit,
    },
    1,
  );
  const end = await endOf(open, { kind: 'zero' }, 60);
  expect(end[0]).toBeCloseTo((drive - gain * coupling * limit) / leak, 4);
});

describe('cells that are as good as even: the calculus of the cells against that of the rows', () => {
  const system = randomSystem({
    rows: 96,
    cells: 800,
    blockSize: 4,
    sharpest: 300,
    leak: 0.05,
    name: 'even',
  });
  const even = problemOf(system);
  const asUneven = { ...even, leakFactors: new Float64Array(800).fill(1) };

  test.each([0.5, 40])('t = %d τ, a mean and a draw of noise', async (runTimeTau) => {
    const ends = [];
    for (const problem of [even, asUneven]) {
      await exact.program(problem, 2);
      const noise = RandomStream.named('even');
      await exact.relax({ start: { kind: 'drive', gainV: 1 }, runTimeTau, noiseVarianceV2: 0.1, noise });
      ends.push(exact.read()!.slice());
    }
    expect(relativeError(ends[1]!, ends[0]!)).toBeLessThan(1e-5);
  });
});
