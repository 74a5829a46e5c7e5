import type { StageInterval } from '@thermoloop/protocol';
import type { Picoseconds } from '@thermoloop/sim-kernel';

/** What the cells and banks have been told to do so far. */
export interface CellTimes {
  /** when the last conversion of the cells ends */
  readonly freePs: Picoseconds;
  /** when the last measurement of a test input ends, which leaves the cells alone */
  readonly measuredPs: Picoseconds;
  /** since when the cells have been left alone: the end of the last relaxation; undefined where they hold nothing */
  readonly leftAtPs: Picoseconds | undefined;
  /** when the last run began to drive the cells */
  readonly latchPs: Picoseconds;
  /** when the bank that is written next stopped driving the cells */
  readonly bankFreePs: Picoseconds;
}

export const untouched: CellTimes = {
  freePs: 0n,
  measuredPs: 0n,
  leftAtPs: undefined,
  latchPs: 0n,
  bankFreePs: 0n,
};

/** How a chip spends its time between commands. */
export interface CellManners {
  /** otherwise the cells go on relaxing under the latched problem */
  readonly holds: boolean;
  readonly banks: number;
}

/** A run as the cells see it. */
export interface RunSpans {
  readonly arrivalPs: Picoseconds;
  /** the bank that it takes; absent where the latched problem runs again */
  readonly programming?: { readonly arrivalPs: Picoseconds; readonly durationPs: Picoseconds };
  /** whether a problem drives the cells when it comes */
  readonly isDriven: boolean;
  /** asked for */
  readonly carryPs: Picoseconds;
  readonly settlePs: Picoseconds;
  /** from the start state to the last read */
  readonly trajectoryPs: Picoseconds;
  /** the conversion that follows each trajectory */
  readonly conversionPs: Picoseconds;
  readonly repeats: bigint;
}

export interface RunSchedule {
  readonly dac: StageInterval;
  readonly carry: StageInterval;
  readonly settle: StageInterval;
  /** of several repeats from the start of the first to the end of the last */
  readonly relax: StageInterval;
  /** of the last repeat */
  readonly adc: StageInterval;
  /** how long the cells have held their charge until the carry time or, without one, the latch */
  readonly heldPs: Picoseconds;
  readonly after: CellTimes;
  /** where the problem is refused when it latches: the cells have carried on until then and keep what they had */
  readonly afterRefusal: CellTimes;
}

/**
 * A run: the bank is programmed once it is free, the cells relax on the problem before up to the latch, settle and
 * relax; then they are converted, and the next repeat settles at its start state. Cells that hold do so until the carry
 * time, which ends at the latch; for others it begins with the end of the run before.
 */
export function scheduleRun(cells: CellTimes, { holds, banks }: CellManners, run: RunSpans): RunSchedule {
  const { arrivalPs, programming, isDriven, settlePs, trajectoryPs, conversionPs, repeats } = run;
  const bankFreePs = banks === 1 ? cells.freePs : cells.bankFreePs;
  const askedPs = isDriven ? run.carryPs : 0n;
  const readyPs = turnPs(cells, arrivalPs) + askedPs;
  const programmed =
    programming && spanFrom(later(programming.arrivalPs, bankFreePs), programming.durationPs);
  const latchPs = later(readyPs, programmed?.endPs ?? readyPs);
  const carryStartPs = holds || !isDriven ? latchPs - askedPs : (cells.leftAtPs ?? latchPs - askedPs);
  const settle = spanFrom(latchPs, settlePs);
  const roundPs = trajectoryPs + conversionPs + settlePs;
  const relax = spanFrom(settle.endPs, (repeats - 1n) * roundPs + trajectoryPs);
  const adc = spanFrom(relax.endPs, conversionPs);
  const after: CellTimes = {
    ...cells,
    freePs: adc.endPs,
    leftAtPs: relax.endPs,
    latchPs,
    bankFreePs: programming === undefined ? cells.bankFreePs : latchPs,
  };
  return {
    dac: programmed ?? spanFrom(latchPs, 0n),
    carry: { startPs: carryStartPs, endPs: latchPs },
    settle,
    relax,
    adc,
    heldPs: heldPs(cells, carryStartPs),
    after,
    afterRefusal: { ...after, leftAtPs: carryStartPs < latchPs ? latchPs : cells.leftAtPs },
  };
}

export interface ReadSchedule {
  /** what the cells have gone on relaxing since they were left alone; empty where they hold or nothing drives them */
  readonly carry: StageInterval;
  readonly adc: StageInterval;
  readonly heldPs: Picoseconds;
  readonly after: CellTimes;
}

/** Another reading of what a run has left in the cells. */
export function scheduleRead(
  cells: CellTimes,
  { holds }: CellManners,
  read: { readonly arrivalPs: Picoseconds; readonly isDriven: boolean; readonly conversionPs: Picoseconds },
): ReadSchedule {
  const startPs = turnPs(cells, read.arrivalPs);
  const goesOn = !holds && read.isDriven;
  const adc = spanFrom(startPs, read.conversionPs);
  return {
    carry: { startPs: (goesOn ? cells.leftAtPs : undefined) ?? startPs, endPs: startPs },
    adc,
    heldPs: heldPs(cells, startPs),
    after: { ...cells, freePs: adc.endPs, leftAtPs: goesOn ? startPs : cells.leftAtPs },
  };
}

export interface MeasureSchedule {
  readonly dac: StageInterval;
  readonly adc: StageInterval;
  readonly after: CellTimes;
}

/**
 * A measurement of a test input, once what came before it is over. The cells go on as they were: those that hold droop, others
 * relax. What its codes take to be set and converted by turns is told as one stage after the other.
 */
export function scheduleMeasure(
  cells: CellTimes,
  measure: {
    readonly arrivalPs: Picoseconds;
    readonly dacPs: Picoseconds;
    readonly conversionPs: Picoseconds;
  },
): MeasureSchedule {
  const dac = spanFrom(turnPs(cells, measure.arrivalPs), measure.dacPs);
  const adc = spanFrom(dac.endPs, measure.conversionPs);
  return { dac, adc, after: { ...cells, measuredPs: adc.endPs } };
}

/** A run that is ended at `atPs`: the cells are empty, and free again as soon as they would have been or at once. */
export function cutShort(cells: CellTimes, atPs: Picoseconds): CellTimes {
  const endPs = atPs < cells.freePs ? atPs : cells.freePs;
  return { ...cells, freePs: later(endPs, cells.latchPs), leftAtPs: undefined };
}

export function later(a: Picoseconds, b: Picoseconds): Picoseconds {
  return a > b ? a : b;
}

/** When a command that comes at `arrivalPs` may use the converters. */
function turnPs({ freePs, measuredPs }: CellTimes, arrivalPs: Picoseconds): Picoseconds {
  return later(arrivalPs, later(freePs, measuredPs));
}

function heldPs({ leftAtPs }: CellTimes, timePs: Picoseconds): Picoseconds {
  return leftAtPs === undefined || timePs <= leftAtPs ? 0n : timePs - leftAtPs;
}

function spanFrom(startPs: Picoseconds, durationPs: Picoseconds): StageInterval {
  return { startPs, endPs: startPs + durationPs };
}
