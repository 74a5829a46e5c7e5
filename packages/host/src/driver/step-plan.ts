import { ArrayId, largestCode, nearestOnGrid, type Capabilities } from '@thermoloop/protocol';
import { carriesValues, type CodeBounds } from './code-bounds.js';
import type { RescaleReason, StartName } from './device-step-report.js';
import { OutOfRangeError, StartStateError } from './errors.js';
import { asOnGrid, largestOf, leastGain, smallestOf } from './gain-grid.js';
import { isLive, type NaturalGradientProblem } from './natural-gradient-problem.js';
import { noiseFor, noiseRmsV } from './noise.js';
import { peakOf } from './peak-of.js';
import { readoutGainFor, readoutHeadroom, trackedGain, type ReadoutRange } from './readout-range.js';
import { alphaForTimer, timeRun, type RunTimer, type TimedRun } from './run-timer.js';
import { searchScales, type Blocked, type Scales } from './scales.js';
import { chipHasStart, requireStart } from './start-state.js';
import {
  estimatedPeak,
  firstStateScale,
  readingAt,
  revisedStateScale,
  type LastReading,
  type ReadoutSpan,
  type StateScaleProblem,
} from './state-scale.js';

/** What the driver remembers from step to step. */
export interface DriverMemory {
  /** G of the last problem that was sent; absent before the first step. */
  readonly stateScale?: number;
  /** G that was asked for and not yet taken. */
  readonly requestedStateScale?: number;
  /** α of the last problem that was sent. */
  readonly alpha?: number;
  /** α of the problem that drives the cells until the next one latches; absent where none does. */
  readonly latchedAlpha?: number;
  readonly lastReading?: LastReading;
  /** N of the last problem that was sent. */
  readonly cells?: number;
  /** The last solution, in problem units; absent before the first and while it has not been read yet. */
  readonly state?: Float32Array;
  /** Whether the cells hold the state after the last problem, or will once its run is over, at the present scale. */
  readonly cellsHoldState: boolean;
}

/** All that a step sends besides codes. */
export interface StepPlan {
  readonly stateScale: number;
  readonly rescaleReason?: RescaleReason;
  readonly scales: Scales;
  readonly startSent: StartName;
  /** Present for start `written`: x₀ in problem units, its scale s_x and σ = s_x/G. */
  readonly written?: WrittenStart;
  /** σ, where the start state uses it. */
  readonly startGain?: number;
  readonly noiseV2: number;
  readonly run: TimedRun;
  /** Under the problem before, in its time; absent where none is carried on. */
  readonly carry?: TimedRun;
  /** Between live reads. */
  readonly readSpacing?: TimedRun;
  readonly readoutGainV: number;
}

export interface WrittenStart {
  readonly values: Float32Array;
  readonly peak: number;
  readonly scale: number;
}

/**
 * Chooses scales, gains, start state, ticks and readout range of one step. Undefined if the state has to be written and
 * has not been read yet.
 * @throws OutOfRangeError, NoNoiseControlError, StartStateError: what the chip cannot be set to
 */
export function planStep(
  problem: NaturalGradientProblem,
  bounds: CodeBounds,
  capabilities: Capabilities,
  range: ReadoutRange,
  memory: DriverMemory,
): StepPlan | undefined {
  const { grids } = capabilities;
  const timer: RunTimer = { timeConstantS: capabilities.timeConstantS, ...capabilities.runTimer };
  const { runTimeTau, carryTimeTau = 0 } = problem;
  const spacingTau = isLive(problem) ? problem.readSpacingTau : undefined;
  const alphaRange = alphaForTimer(timer, [runTimeTau, carryTimeTau, spacingTau ?? 0]);
  let start = firstStart(problem, memory, capabilities);
  let { stateScale, reason } = chooseStateScale(problem, bounds, capabilities, range, memory, start);
  for (let attempt = 0; attempt < mostRaises; attempt++) {
    const rescaled = memory.stateScale !== undefined && stateScale !== memory.stateScale;
    if (rescaled && start.sent === 'previous')
      start = writtenFrom(memory, capabilities, 'the scale of the state changes');
    if (start.sent === 'written' && start.values === undefined) return undefined;
    const search = searchScales(
      {
        damping: problem.damping,
        couplings: bounds.couplings,
        drive: bounds.driveBound,
        stateScale,
        startsFromDrive: start.sent === 'gradient',
        alpha: alphaRange,
      },
      grids,
    );
    if (!search.found && search.blockedBy === 'startGain') {
      requireStart(
        capabilities,
        'written',
        'σ = αδ of a gradient start is not on the grid of the start gain',
      );
      start = { sent: 'written', values: problem.gradient, peak: problem.gradientPeak };
      continue;
    }
    if (!search.found && search.blockedBy !== 'driveGain')
      throw notOnGrid(search.blockedBy, problem, capabilities, alphaRange);
    const written = search.found ? fitWritten(start, stateScale, bounds, capabilities) : undefined;
    if (!search.found || written === 'outOfRange') {
      stateScale *= 2;
      if (memory.stateScale !== undefined) reason = 'drive range exhausted';
      continue;
    }
    const { scales } = search;
    const { latchedAlpha } = memory;
    const carries = carryTimeTau > 0 && latchedAlpha !== undefined && start.replacesPrevious !== true;
    const startGain = written?.gain ?? scales.startGain;
    return {
      stateScale,
      ...(rescaled && reason !== undefined ? { rescaleReason: reason } : {}),
      scales,
      startSent: start.sent,
      ...(written === undefined ? {} : { written: written.start }),
      ...(startGain === undefined ? {} : { startGain }),
      noiseV2: noiseFor(grids.noise, problem.temperature, scales.alpha, stateScale),
      run: timeRun(timer, runTimeTau, scales.alpha),
      ...(carries ? { carry: timeRun(timer, carryTimeTau, latchedAlpha, 'carry time') } : {}),
      ...(spacingTau === undefined
        ? {}
        : { readSpacing: timeRun(timer, spacingTau, scales.alpha, 'read spacing') }),
      readoutGainV: chooseReadoutGain(problem, capabilities, range, memory, stateScale),
    };
  }
  throw notOnGrid('driveGain', problem, capabilities, alphaRange);
}

/** How often the state scale is doubled before a drive counts as impossible. */
const mostRaises = 128;

interface Start {
  readonly sent: StartName;
  /** Of start `written`; absent while it has not been read yet. */
  readonly values?: Float32Array;
  readonly peak?: number;
  /** Whether it is written in place of what the cells hold. */
  readonly replacesPrevious?: boolean;
}

function firstStart(
  problem: NaturalGradientProblem,
  memory: DriverMemory,
  capabilities: Capabilities,
): Start {
  const { start } = problem;
  requireStart(capabilities, start, 'it was asked for');
  if (start === 'written') {
    if (problem.written?.length !== problem.gradient.length) {
      throw new StartStateError(start, `it needs x₀ with ${problem.gradient.length} values`);
    }
    return { sent: start, values: problem.written, peak: peakOf(problem.written) };
  }
  if (start !== 'previous') return { sent: start };
  if (memory.cells === undefined) return { sent: chipHasStart(capabilities, 'zero') ? 'zero' : 'previous' };
  if (memory.cells !== problem.gradient.length) {
    throw new StartStateError(start, `the cells hold ${memory.cells} values, not ${problem.gradient.length}`);
  }
  if (memory.cellsHoldState) return { sent: 'previous' };
  return writtenFrom(memory, capabilities, 'the cells do not hold the state');
}

function writtenFrom({ state }: DriverMemory, capabilities: Capabilities, purpose: string): Start {
  requireStart(capabilities, 'written', purpose);
  const values = state && { values: state, peak: peakOf(state) };
  return { sent: 'written', ...values, replacesPrevious: true };
}

function chooseStateScale(
  problem: NaturalGradientProblem,
  bounds: CodeBounds,
  capabilities: Capabilities,
  range: ReadoutRange,
  memory: DriverMemory,
  start: Start,
): { stateScale: number; reason?: RescaleReason } {
  const { grids } = capabilities;
  const startPeak = start.sent === 'gradient' ? problem.gradientPeak : (start.peak ?? 0);
  const startsFromCodes = start.sent === 'gradient' || start.sent === 'written';
  const scaleProblem: StateScaleProblem = {
    driveBound: bounds.drive,
    ...(startsFromCodes
      ? { startBound: start.sent === 'gradient' ? bounds.drive : bounds.start(startPeak) }
      : {}),
    alpha: memory.alpha ?? 1,
    driveGain: grids.driveGain,
    startGain: grids.startGain,
    readout: readoutSpan(capabilities, range),
    noiseV:
      problem.temperature === undefined ? noiseRmsV(problem, smallestOf(grids.noise), memory.alpha ?? 1) : 0,
  };
  if (memory.requestedStateScale !== undefined) {
    return { stateScale: memory.requestedStateScale, reason: 'requested' };
  }
  if (memory.stateScale === undefined) {
    const peak = estimatedPeak(problem.damping, problem.runTimeTau, problem.gradientPeak, startPeak);
    return { stateScale: firstStateScale(scaleProblem, peak) };
  }
  const revised =
    memory.lastReading === undefined
      ? undefined
      : revisedStateScale(scaleProblem, memory.stateScale, memory.lastReading);
  const carriesState = start.sent === 'previous' && memory.cells !== undefined;
  const possible = !carriesState || chipHasStart(capabilities, 'written');
  return revised !== undefined && possible ? revised : { stateScale: memory.stateScale };
}

/** ± volts of the widest and the finest readout range. */
export function readoutSpan({ grids, formats }: Capabilities, range: ReadoutRange): ReadoutSpan {
  const format = formats[ArrayId.READOUT];
  if (carriesValues(format)) return { kind: 'values' };
  const largest = largestCode(format);
  if (range !== 'track') return { kind: 'fixed', widestV: range.fixed };
  const grid = grids.readoutGain;
  return {
    kind: 'tracked',
    widestV: largest * largestOf(grid),
    finestV: largest * nearestOnGrid(grid, grid.minimum),
  };
}

/** σ on its grid and s_x = σG, for a start that is written; undefined for one that is not. */
function fitWritten(
  start: Start,
  stateScale: number,
  bounds: CodeBounds,
  capabilities: Capabilities,
): { gain: number; start: WrittenStart } | 'outOfRange' | undefined {
  if (start.sent !== 'written' || start.values === undefined || start.peak === undefined) return undefined;
  const format = capabilities.formats[ArrayId.START];
  const bound = bounds.start(start.peak);
  const grid = capabilities.grids.startGain;
  const gain = carriesValues(format)
    ? asOnGrid(grid, 1 / stateScale)
    : start.peak === 0
      ? largestOf(grid)
      : leastGain(grid, bound / stateScale);
  if (gain === undefined) return 'outOfRange';
  const scale = carriesValues(format) ? 1 : gain * stateScale;
  return { gain, start: { values: start.values, peak: start.peak, scale } };
}

function chooseReadoutGain(
  problem: NaturalGradientProblem,
  { grids, formats }: Capabilities,
  range: ReadoutRange,
  memory: DriverMemory,
  stateScale: number,
): number {
  const format = formats[ArrayId.READOUT];
  const grid = grids.readoutGain;
  if (carriesValues(format)) return nearestOnGrid(grid, 1);
  const largest = largestCode(format);
  if (range !== 'track') return readoutGainFor(grid, range.fixed, largest);
  if (memory.lastReading !== undefined) {
    return trackedGain(grid, readingAt(stateScale, memory.lastReading).peakV, largest);
  }
  const startPeak =
    problem.start === 'gradient' ? problem.gradientPeak : peakOf(problem.written ?? new Float32Array());
  const peak = estimatedPeak(problem.damping, problem.runTimeTau, problem.gradientPeak, startPeak);
  return readoutGainFor(grid, (readoutHeadroom * peak) / stateScale, largest);
}

function notOnGrid(
  register: Blocked,
  problem: NaturalGradientProblem,
  { grids }: Capabilities,
  alpha: { readonly minimum: number; readonly maximum: number },
): OutOfRangeError {
  const grid = grids[register];
  const limit = `its ${register} goes from ${grid.minimum} to ${grid.maximum}`;
  switch (register) {
    case 'leak':
      if (alpha.maximum < 1 || alpha.minimum > 1) {
        const timer = `the run timer allows α from ${alpha.minimum} to ${alpha.maximum}, and ${limit}`;
        return new OutOfRangeError('run time in τ', problem.runTimeTau, timer, 'take another --run-time');
      }
      return new OutOfRangeError(
        'damping',
        problem.damping,
        limit,
        'take another --damping or a shorter --run-time',
      );
    case 'couplingGain':
      return new OutOfRangeError(
        'max |B|',
        problem.factor.matrixPeak,
        limit,
        'take another --damping or a chip with a wider coupling gain',
      );
    case 'driveGain':
    case 'startGain':
      return new OutOfRangeError(
        'max |g|',
        problem.gradientPeak,
        limit,
        'take a chip with a wider drive gain',
      );
  }
}
