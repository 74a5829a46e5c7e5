import { describe, expect, test } from '@jest/globals';
import { ArrayId, fixedGrid, floatingGrid, type CapabilityRecord } from '@thermoloop/protocol';
import type { Exchange } from '../driver/exchange.js';
import type { NaturalGradientProblem } from '../driver/natural-gradient-problem.js';
import type { DriverSettings } from '../driver/spu-driver.js';
import { apply, relax, solve, type Matrix } from '../driver/testing/dense-algebra.js';
import { codedRecord, idealRecord, type DenseDeviceOptions } from '../driver/testing/dense-device.js';
import { denseSystem, randomProblem } from '../driver/testing/dense-problem.js';
import { openDense } from '../driver/testing/open-dense.js';
import { stepBudget } from './step-budget.js';
import type { BudgetCause, StepBudget } from './step-budget-result.js';

const size = { cells: 40, rows: 12, blockSize: 4 };

/** Every code fine, gains that fit, no noise: nothing is left but what a test asks for. */
const quiet: CapabilityRecord = {
  ...codedRecord,
  couplingFormat: { ...codedRecord.driveFormat, resolutionBits: 16 },
  blockFormat: { ...codedRecord.driveFormat, resolutionBits: 16 },
  driveFormat: { ...codedRecord.driveFormat, resolutionBits: 16 },
  startFormat: { ...codedRecord.driveFormat, resolutionBits: 16 },
  readoutFormat: { ...codedRecord.driveFormat, resolutionBits: 16 },
  couplingGain: floatingGrid(30, 1e-18, 1),
  driveGain: floatingGrid(30, 1e-15, 1e-2),
  startGain: floatingGrid(30, 1e-15, 1e-2),
  leak: floatingGrid(30, 1e-6, 8),
  readoutGain: floatingGrid(20, 1e-12, 1e-4),
  runTimerStepS: 1e-15,
  runTimerMaximumTicks: 10n ** 15n,
  noise: fixedGrid(0),
};

const problemOf = (
  seed: number,
  change: Partial<NaturalGradientProblem> = {},
  shape: Parameters<typeof randomProblem>[1] = size,
): NaturalGradientProblem => ({
  ...randomProblem(seed, shape),
  runTimeTau: 400,
  keepsExchange: true,
  ...change,
});

interface Taken {
  readonly exchange: Exchange;
  readonly budget: StepBudget;
}

interface Bench {
  readonly record?: Partial<CapabilityRecord>;
  readonly settings?: Partial<DriverSettings>;
  readonly device?: DenseDeviceOptions;
  readonly noise?: number;
}

/** Solves problems one after the other; the budget is of the last. */
async function taken(
  problems: readonly NaturalGradientProblem[],
  { record, settings, device, noise }: Bench = {},
): Promise<Taken> {
  const { driver } = await openDense({ ...quiet, ...record }, settings, device);
  let exchange: Exchange | undefined;
  for (const problem of problems) ({ exchange } = await driver.solve(problem));
  const { gradient, factor } = problems.at(-1)!;
  const step = { gradient, factor, exchanges: [{ offset: 0, exchange: exchange! }] };
  const known = noise === undefined ? {} : { readoutNoiseCodesRms: noise };
  return { exchange: exchange!, budget: await stepBudget(step, known, 1) };
}

const part = ({ parts }: StepBudget, cause: BudgetCause) => parts.find((each) => each.cause === cause)!;
const square = (v: readonly number[]): number => v.reduce((sum, value) => sum + value * value, 0);
const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value - b[i]!);

/** The solutions of the problem with g, then B, then S from codes instead, by Gaussian elimination. */
function substituted({ problem, sent }: Exchange): Record<'exact' | 'g' | 'B' | 'S', number[]> {
  const { factor, gradient, damping } = problem;
  const drive = [...sent.drive].map((code) => sent.scales.drive * code);
  const coded = { ...factor, matrix: sent.couplings };
  const blocks = sent.blocks && { size: factor.blocks!.size, values: sent.blocks };
  const { couplings, blocks: blockScale } = sent.scales;
  const withBlocks = { rows: factor.rows, columns: factor.columns, matrix: sent.couplings };
  return {
    exact: solve(denseSystem(factor, damping), [...gradient]),
    g: solve(denseSystem(factor, damping), drive),
    B: solve(denseSystem(coded, damping, couplings), drive),
    S: solve(
      denseSystem({ ...withBlocks, ...(blocks && { blocks }) }, damping, couplings, blockScale),
      drive,
    ),
  };
}

describe('what codes do to the equilibrium', () => {
  const coarse = { ...codedRecord.blockFormat, resolutionBits: 5 };
  const drive = { ...codedRecord.driveFormat, resolutionBits: 6 };

  test('is told apart as by dense algebra, one after the other', async () => {
    for (const seed of [1, 2, 3]) {
      const { exchange, budget } = await taken([problemOf(seed)], {
        record: { couplingFormat: coarse, blockFormat: coarse, driveFormat: drive },
      });
      const { exact, g, B, S } = substituted(exchange);
      const error = minus([...exchange.received.solution], exact);
      const vectors = { 'gradient-rounding': minus(g, exact), 'coupling-rounding': minus(B, g), 'block-rounding': minus(S, B) }; // prettier-ignore
      for (const [cause, vector] of Object.entries(vectors)) {
        const { own } = part(budget, cause as BudgetCause);
        expect(own / (square(vector) / square(error))).toBeCloseTo(1, 4);
      }
      const { cross } = part(budget, 'block-rounding');
      const others = minus(B, exact);
      const dot = others.reduce((sum, value, i) => sum + value * vectors['block-rounding'][i]!, 0);
      expect(cross).toBeCloseTo(dot / square(error), 3); // that with the converter is not in it
      expect(budget.explained).toBeCloseTo(1, 3);
    }
  });

  test('with S = I there is no rounding of S', async () => {
    const { budget } = await taken([problemOf(4, {}, { cells: 40, rows: 12 })], {
      record: { couplingFormat: coarse },
    });
    expect(budget.ranking[0]).toBe('coupling-rounding');
    expect(part(budget, 'block-rounding')).toMatchObject({ own: 0, cross: 0 });
  });

  test('where a gain makes a scale coarser than the codes would allow, the excess is the gain grid', async () => {
    const record = {
      driveGain: floatingGrid(0, 2 ** -12, 2 ** -12),
      leak: floatingGrid(0, 2 ** -3, 2 ** -3),
    };
    const { exchange, budget } = await taken([problemOf(5)], { record });
    const { exact, g } = substituted(exchange);
    const { scales, finestScales } = exchange.sent;
    const part2 = (finestScales.drive / scales.drive) ** 2;
    expect(part2).toBeLessThan(0.1);
    const whole = square(minus(g, exact)) / square(minus([...exchange.received.solution], exact));
    expect(part(budget, 'gradient-rounding').own / (part2 * whole)).toBeCloseTo(1, 3);
    expect(part(budget, 'gain-grid').own / ((1 - part2) * whole)).toBeCloseTo(1, 2);
    expect(budget.ranking[0]).toBe('gain-grid');
  });
});

describe('a run that ends early', () => {
  const runTimeTau = 1.5;
  const start = (values: readonly number[], { problem }: Exchange): number => {
    const { factor, gradient, damping } = problem;
    const system = denseSystem(factor, damping);
    const exact = solve(system, [...gradient]);
    return square(minus(relax(system, [...gradient], values, runTimeTau), exact));
  };
  const expectRunTime = ({ exchange, budget }: Taken, values: readonly number[]): void => {
    const { exact } = substituted(exchange);
    const error = square(minus([...exchange.received.solution], exact));
    expect(budget.ranking[0]).toBe('run-time');
    expect(part(budget, 'run-time').own / (start(values, exchange) / error)).toBeCloseTo(1, 3);
    expect(budget.explained).toBeCloseTo(1, 3);
  };

  test('is off by what is left of the start state, whichever that was', async () => {
    const problem = problemOf(1, { runTimeTau });
    expectRunTime(await taken([problem]), [...problem.gradient].fill(0));
    expectRunTime(await taken([{ ...problem, start: 'gradient' }]), [...problem.gradient]);
    const written = problem.gradient.map((g) => 0.3 - 2 * g);
    expectRunTime(await taken([{ ...problem, start: 'written', written }]), [...written]);
    const before = problemOf(2, { runTimeTau });
    const after = await taken([before, { ...problem, start: 'previous' }]);
    expectRunTime(after, [...after.exchange.received.before!.state]);
  });

  test('from a state that went on under the problem before', async () => {
    const [before, problem] = [problemOf(2, { runTimeTau }), problemOf(1, { runTimeTau })];
    const carried = { ...problem, start: 'previous' as const, carryTimeTau: 3 };
    const after = await taken([before, carried], { settings: { remembersProblem: true } });
    const { state } = after.exchange.received.before!;
    const system = denseSystem(before.factor, before.damping);
    expectRunTime(after, relax(system, [...before.gradient], [...state], 3));
    const forgetful = await taken([before, carried]);
    expect(Math.abs(forgetful.budget.explained - 1)).toBeGreaterThan(0.003);
  });

  test('of whole ticks: what rounding of the time does is the gain grid', async () => {
    const record = { runTimerStepS: 1e-6, runTimerMaximumTicks: 1000n };
    const { exchange, budget } = await taken([problemOf(3, { runTimeTau: 3.4 })], { record });
    const { requested, realised } = exchange.sent.runTimeTau;
    expect(Math.abs(realised - requested)).toBeGreaterThan(0.01);
    const { factor, gradient, damping } = exchange.problem;
    const system = denseSystem(factor, damping);
    const at = (time: number): number[] =>
      relax(
        system,
        [...gradient],
        [...gradient].map(() => 0),
        time,
      );
    const error = minus([...exchange.received.solution], substituted(exchange).exact);
    const own = square(minus(at(realised), at(requested))) / square(error);
    expect(part(budget, 'gain-grid').own / own).toBeCloseTo(1, 3);
    expect(budget.explained).toBeCloseTo(1, 3);
  });

  test('of live reads: the mean over their times', async () => {
    const problem = problemOf(4, { runTimeTau, reads: 4, readSpacingTau: 0.8 });
    const { exchange, budget } = await taken([problem]);
    const system = denseSystem(problem.factor, problem.damping);
    const zero = [...problem.gradient].map(() => 0);
    const states = [0, 1, 2, 3].map((k) => relax(system, [...problem.gradient], zero, 1.5 + 0.8 * k));
    const { exact } = substituted(exchange);
    const mean = exact.map((_, i) => states.reduce((sum, state) => sum + state[i]! / 4, 0));
    const error = square(minus([...exchange.received.solution], exact));
    expect(part(budget, 'run-time').own / (square(minus(mean, exact)) / error)).toBeCloseTo(1, 3);
    expect(budget.explained).toBeCloseTo(1, 3);
  });
});

describe('the readout', () => {
  const coarse = { ...codedRecord.readoutFormat, resolutionBits: 6 };
  const readoutGain = floatingGrid(2, 1e-6, 1);

  test('rounds: the part of the converter is that of the codes, where nothing scatters', async () => {
    const { exchange, budget } = await taken([problemOf(1)], {
      record: { readoutFormat: coarse, readoutGain },
    });
    const { exact, S } = substituted(exchange);
    const solution = [...exchange.received.solution];
    const own = square(minus(solution, S)) / square(minus(solution, exact));
    expect(part(budget, 'adc').own / own).toBeCloseTo(1, 2);
    expect(budget.ranking[0]).toBe('adc');
    expect(budget.explained).toBeCloseTo(1, 3);
  });

  test('clips where a fixed range is too narrow for the state', async () => {
    const problem = problemOf(2);
    const system = denseSystem(problem.factor, problem.damping);
    const exact = solve(system, [...problem.gradient]);
    const peak = Math.max(...exact.map(Math.abs));
    const { exchange, budget } = await taken([problem], {
      settings: { range: { fixed: 0.1 }, stateScale: peak / 0.2 },
      record: { readoutGain: floatingGrid(20, 1e-12, 1e-2) },
    });
    const edge = 32_767 * exchange.received.readings[0]!.valuePerCode;
    const clipped = exact.map((x) => Math.min(Math.max(x, -edge), edge));
    expect(square(minus(clipped, exact))).toBeGreaterThan(0);
    const error = square(minus([...exchange.received.solution], exact));
    expect(part(budget, 'clipping').own / (square(minus(clipped, exact)) / error)).toBeCloseTo(1, 3);
    expect(budget.ranking[0]).toBe('clipping');
    expect(budget.explained).toBeCloseTo(1, 3);
  });

  test('of converters with offsets is understood by their calibration, and else the device is to blame', async () => {
    const unit = 2 ** -10;
    const offsetsLsb = [3.3, -1.8, 0.4];
    const bench = {
      record: {
        adcConverters: 3,
        readoutFormat: { ...codedRecord.driveFormat, resolutionBits: 10 },
        readoutGain: fixedGrid(unit),
      },
      device: { readErrorV: (_: number, cell: number) => unit * offsetsLsb[cell % 3]! },
    };
    const range = { fixed: 511 * unit };
    const blind = await taken([problemOf(3)], { ...bench, settings: { range } });
    expect(blind.budget.ranking[0]).toBe('device');
    const calibration = { adc: { gains: [1, 1, 1], offsetsLsb } };
    const { budget } = await taken([problemOf(3)], { ...bench, settings: { range, calibration } });
    expect(budget.ranking[0]).toBe('adc');
    expect(budget.explained).toBeCloseTo(1, 2);
  });

  test('of noise that is not known: it is seen in how reads vary', async () => {
    // Triangular errors of rms 0.4 codes, another one at each read.
    const unit = 2 ** -12;
    const errors = [-0.65, -0.2, 0.15, 0.5, 0.2];
    const problem = problemOf(5, { reads: 16 });
    const device = { readErrorV: (reading: number, cell: number) => unit * errors[(7 * reading + 3 * cell) % 5]! }; // prettier-ignore
    const record = { readoutFormat: codedRecord.readoutFormat, readoutGain: fixedGrid(unit) };
    const settings = { range: { fixed: 127 * unit } };
    const { exchange, budget } = await taken([problem], { record, settings, device });
    const { exact, S } = substituted(exchange);
    const solution = [...exchange.received.solution];
    const own = square(minus(solution, S)) / square(minus(solution, exact));
    expect(part(budget, 'adc').own / own).toBeGreaterThan(0.5);
    expect(part(budget, 'adc').own / own).toBeLessThan(2);
  });
});

describe('the noise of the cells', () => {
  test('is there in expectation: κ tr h(A), over the number of trajectories', async () => {
    for (const repeats of [1, 8]) {
      const problem = problemOf(1, { runTimeTau: 2, repeats });
      const { exchange, budget } = await taken([problem], { record: { noise: fixedGrid(1e-6) } });
      const { factor, damping, gradient } = problem;
      const system = denseSystem(factor, damping);
      // ∫₀ᵗ 2e^{−2As} ds = h(A), column by column as the answer to dx/ds = 2e − 2Ax.
      const doubled = system.map((row) => row.map((value) => 2 * value));
      const zero = [...gradient].map(() => 0);
      const trace = zero.reduce((sum, _, i) => sum + relax(doubled, zero.with(i, 2), zero, 2)[i]!, 0);
      const error = square(minus([...exchange.received.solution], substituted(exchange).exact));
      const expected = (exchange.sent.temperature * trace) / repeats / error;
      expect(part(budget, 'noise').own / expected).toBeCloseTo(1, 5);
    }
  });
});

describe('what the host cannot know', () => {
  test('is the device: an error of its readings', async () => {
    const { budget } = await taken([problemOf(1)], {
      device: { readErrorV: (_, cell) => 1e-3 * (cell % 3) },
    });
    expect(budget.ranking[0]).toBe('device');
    expect(part(budget, 'device').own).toBeGreaterThan(0.9);
    expect(budget.explained).toBeLessThan(0.1);
  });
});

describe('a budget', () => {
  test('tells residual, angle and size of the error as dense algebra does', async () => {
    const { exchange, budget } = await taken([problemOf(1, { runTimeTau: 1 })]);
    const { factor, damping, gradient } = exchange.problem;
    const system: Matrix = denseSystem(factor, damping);
    const { exact } = substituted(exchange);
    const solution = [...exchange.received.solution];
    const residual = minus(apply(system, solution), [...gradient]);
    expect(budget.residual).toBeCloseTo(Math.sqrt(square(residual) / square([...gradient])), 6);
    expect(budget.relativeError).toBeCloseTo(Math.sqrt(square(minus(solution, exact)) / square(exact)), 6);
    const dot = solution.reduce((sum, x, i) => sum + x * exact[i]!, 0);
    expect(budget.cosine).toBeCloseTo(dot / Math.sqrt(square(solution) * square(exact)), 6);
  });

  test('has shares that sum to one and parts that rank by themselves', async () => {
    const bench = { record: { ...codedRecord, noise: fixedGrid(1e-9) } };
    const { budget } = await taken([problemOf(1), problemOf(2, { start: 'previous', runTimeTau: 3 })], bench);
    const { parts, ranking, explained } = budget;
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(part(budget, 'device').share).toBeCloseTo(1 - explained, 9);
    for (const { own, cross, share } of parts) {
      expect(own).toBeGreaterThanOrEqual(0);
      expect(share).toBeCloseTo(own + cross, 12);
    }
    const owns = ranking.map((cause) => part(budget, cause).own);
    expect(owns).toEqual([...owns].sort((a, b) => b - a));
    expect(ranking.length).toBe(parts.filter(({ own }) => own > 0).length);
  });

  test('of a device that carries values has nothing but run time, f32 apart', async () => {
    const { budget } = await taken([problemOf(1, { runTimeTau: 2 })], { record: idealRecord });
    for (const cause of [
      'gradient-rounding',
      'coupling-rounding',
      'block-rounding',
      'clipping',
      'adc',
      'noise',
    ]) {
      expect(part(budget, cause as BudgetCause).own).toBe(0);
    }
    expect(budget.explained).toBeCloseTo(1, 6);
  });

  test('of a problem in tiles holds each tile against the whole', async () => {
    const problem = problemOf(6);
    const { driver } = await openDense(quiet);
    const { rows, columns, matrix } = problem.factor;
    const half = columns / 2;
    const tiles = [0, half].map((offset) => {
      const cut = new Float32Array(rows * half);
      for (let row = 0; row < rows; row++) {
        cut.set(matrix.subarray(row * columns + offset, row * columns + offset + half), row * half);
      }
      const gradient = problem.gradient.slice(offset, offset + half);
      const factor = { ...problem.factor, matrix: cut, columns: half };
      return { offset, problem: { ...problem, gradient, factor } };
    });
    const exchanges = [];
    for (const { offset, problem: tile } of tiles) {
      exchanges.push({ offset, exchange: (await driver.solve(tile)).exchange! });
    }
    const { gradient, factor } = problem;
    const budget = await stepBudget({ gradient, factor, exchanges }, {}, 1);
    const exact = solve(denseSystem(factor, problem.damping), [...gradient]);
    const tiled = tiles.flatMap(({ problem: { factor: f, gradient: g, damping } }) =>
      solve(denseSystem(f, damping), [...g]),
    );
    const solution = exchanges.flatMap(({ exchange }) => [...exchange.received.solution]);
    const own = square(minus(tiled, exact)) / square(minus(solution, exact));
    expect(part(budget, 'tiling').own / own).toBeCloseTo(1, 4);
    expect(budget.ranking[0]).toBe('tiling');
    expect(budget.explained).toBeCloseTo(1, 3);
    await expect(stepBudget({ gradient, factor, exchanges: exchanges.slice(1) })).rejects.toThrow(
      'an exchange begins at entry 20; expected 0',
    );
    await expect(stepBudget({ gradient, factor, exchanges: exchanges.slice(0, 1) })).rejects.toThrow(
      'the exchanges cover 20 entries of 40',
    );
  });

  test('without damping is refused', async () => {
    const { driver } = await openDense(idealRecord);
    const problem = problemOf(1, { damping: 0, runTimeTau: 1 });
    const { exchange } = await driver.solve(problem);
    const { gradient, factor } = problem;
    await expect(
      stepBudget({ gradient, factor, exchanges: [{ offset: 0, exchange: exchange! }] }),
    ).rejects.toThrow('damping is 0; a budget needs one above 0');
  });
});

test('an exchange is kept only where it is asked for, with the codes that the device was sent', async () => {
  const { driver, device } = await openDense(codedRecord);
  const { keepsExchange: _, ...problem } = problemOf(1);
  expect(await driver.solve(problem)).not.toHaveProperty('exchange');
  const { exchange, solution } = await driver.solve(problemOf(2, { start: 'previous' }));
  const { sent, received } = exchange!;
  expect(sent.couplings).toEqual(device.codes.get(ArrayId.COUPLINGS));
  expect(sent.blocks).toEqual(device.codes.get(ArrayId.BLOCKS));
  expect(sent.drive).toEqual(device.codes.get(ArrayId.DRIVE));
  expect(received.solution).toBe(solution);
  expect(received.before!.retained).toBe(1);
  expect(received.before).not.toHaveProperty('carriedBy');
});
