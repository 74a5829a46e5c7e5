import { nearestOnGrid, StartState, type Capabilities } from '@thermoloop/protocol';
import { levelsOf, type Levels } from './levels.js';
import { SlopeSums, type Slopes } from './slopes.js';
import type { CodedProblem, RunOfCells, SpuBench } from './spu-bench.js';
import { readoutGainFor, type Swing } from './swing.js';

/** Whole ticks of the run timer. */
export interface Ticks {
  readonly ticks: bigint;
  readonly seconds: number;
}

/** The nearest whole ticks to a time, at most the timer's longest. */
export function ticksOf({ runTimer }: Pick<Capabilities, 'runTimer'>, seconds: number): Ticks {
  const asked = BigInt(Math.round(seconds / runTimer.stepS));
  const ticks = asked > runTimer.maximumTicks ? runTimer.maximumTicks : asked;
  return { ticks, seconds: Number(ticks) * runTimer.stepS };
}

/** Cells left to themselves from a written voltage. */
export interface Decay {
  readonly timeS: number;
  readonly leak: number;
  readonly readoutGain: number;
  readonly slopes: Slopes;
}

/** Cells at rest under a drive, from zero. */
export interface Rest {
  readonly leak: number;
  readonly driveGain: number;
  readonly timeS: number;
  readonly readoutGain: number;
  readonly slopes: Slopes;
}

/** How cells without couplings answer to what is written into them and to what drives them. */
export interface Responses {
  /** which cells: every array is in their order */
  readonly cells: readonly number[];
  readonly startGain: number;
  /** written and read at once */
  readonly written: Decay;
  /** after one, two and three halvings, each read at half the gain of the one before, so at the same codes */
  readonly decays: readonly Decay[];
  readonly rests: readonly Rest[];
}

const halvings = [1, 2, 3];
/** Leaks at which cells are driven, as near as the grid has them. */
const leaks = [1, 0.25, 4];
/** e^-16: 1e-7 of a step is left. */
const timesAtRest = 16;

export async function measureResponses(
  spu: SpuBench,
  swing: Swing,
  { answering, pairs }: { readonly answering: readonly number[]; readonly pairs: number },
): Promise<Responses> {
  const { capabilities, bench } = spu;
  const { grids, timeConstantS } = capabilities;
  const { startGain, amplitudeV } = swing;
  const { fullCode, isWhole } = swing;
  const levels = levelsOf('cells', { cells: answering.length, pairs, fullCode, isWhole });
  const leak = nearestOnGrid(grids.leak, 1);
  const least = nearestOnGrid(grids.driveGain, grids.driveGain.minimum);
  const couplingGain = nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum);
  const quiet = quietNoise(capabilities);
  const gains = { couplingGain, leak, startGain };

  const decayAfter = async (halved: number): Promise<Decay> => {
    const { ticks, seconds } = ticksOf(capabilities, (halved * Math.LN2 * timeConstantS) / leak);
    const left = Math.exp((-leak * seconds) / timeConstantS);
    const readoutGain = readoutGainFor(capabilities, bench.datasheet, amplitudeV * left);
    const slopes = await slopesOf(spu, levels, answering, (codes) => ({
      problem: { ...written(spu, codes), gains: { ...gains, driveGain: least } },
      run: { ...quiet, start: excitation(capabilities)!, runTicks: ticks, readoutGain },
    }));
    return { timeS: seconds, leak, readoutGain, slopes };
  };
  const restAt = async (asked: number): Promise<Rest> => {
    const atLeak = nearestOnGrid(grids.leak, asked);
    const driveGain = nearestOnGrid(grids.driveGain, atLeak * startGain);
    const { ticks, seconds } = ticksOf(capabilities, (timesAtRest / atLeak) * timeConstantS);
    const readoutGain = readoutGainFor(capabilities, bench.datasheet, (swing.fullCode * driveGain) / atLeak);
    const slopes = await slopesOf(spu, levels, answering, (codes) => ({
      problem: { cells: codes.length, rows: 1, drive: codes, gains: { ...gains, leak: atLeak, driveGain } },
      run: { ...quiet, start: StartState.ZERO, runTicks: ticks, readoutGain },
    }));
    return { leak: atLeak, driveGain, timeS: seconds, readoutGain, slopes };
  };

  const first = await decayAfter(0);
  const decays: Decay[] = [];
  for (const halved of halvings) decays.push(await decayAfter(halved));
  const rests: Rest[] = [];
  const asked = leaks.filter(
    (each, i) =>
      leaks.findIndex((other) => nearestOnGrid(grids.leak, other) === nearestOnGrid(grids.leak, each)) === i,
  );
  for (const each of asked) rests.push(await restAt(each));
  return { cells: answering, startGain, written: first, decays, rests };
}

/** As little noise as the chip has. */
export function quietNoise({ grids }: Capabilities): { noise: number } {
  return { noise: nearestOnGrid(grids.noise, 0) };
}

/** The start state by which a voltage is written; undefined where the chip has none. */
export function excitation({ startStates }: Capabilities): StartState | undefined {
  return [StartState.WRITTEN, StartState.GRADIENT].find((state) => startStates.has(state));
}

/** The arrays by which `codes` become the start. */
function written(spu: SpuBench, codes: Float64Array): Omit<CodedProblem, 'gains'> {
  const size = { cells: codes.length, rows: 1 };
  return excitation(spu.capabilities) === StartState.WRITTEN
    ? { ...size, start: codes }
    : { ...size, drive: codes };
}

/** Reads the cells that answer at both levels of each pair; others are sent 0. */
export async function slopesOf(
  spu: SpuBench,
  levels: Levels,
  answering: readonly number[],
  order: (codes: Float64Array) => { readonly problem: CodedProblem; readonly run: RunOfCells },
): Promise<Slopes> {
  const sums = new SlopeSums(levels);
  for (const [pair, plus] of levels.pairs.entries()) {
    const readings = [];
    for (const sign of [1, -1]) {
      const codes = new Float64Array(lastOf(answering) + 1);
      answering.forEach((cell, k) => (codes[cell] = sign * plus[k]!));
      const { problem, run } = order(codes);
      const { codes: read } = await spu.run(problem, run);
      readings.push(Float64Array.from(answering, (cell) => read[cell]!));
    }
    sums.add(pair, readings[0]!, readings[1]!);
  }
  return sums.slopes;
}

export function lastOf(answering: readonly number[]): number {
  return answering.at(-1) ?? 0;
}
