import {
  Observation,
  TestInput,
  type MeasureOrder,
  type ReadOrder,
  type RegisterValues,
  type RunOrder,
} from '@thermoloop/protocol';
import { inSeconds } from '@thermoloop/sim-kernel';
import type {
  AnalogMeasure,
  AnalogRead,
  AnalogRun,
  CodedProblem,
  ReadoutOrder,
  ReadTimes,
} from '../analog/analog-part.js';
import type { TestInput as AnalogInput } from '../analog/test-input.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import type { StageReport, TimedMeasure, TimedReading, TimedRun } from './timeline.js';

/** The ticks of a run in seconds. */
export interface RunTimes {
  readonly carryTimeS: number;
  readonly runTimeS: number;
  /** between live reads; absent where reads are held */
  readonly spacingS?: number;
}

export function runTimes({ array }: ChipSpec, order: RunOrder): RunTimes {
  const seconds = (ticks: bigint): number => Number(ticks) * array.runTimer.stepS;
  return {
    carryTimeS: seconds(order.carryTicks),
    runTimeS: seconds(order.runTicks),
    ...(order.observation === Observation.LIVE && { spacingS: seconds(order.spacingTicks) }),
  };
}

/** A run as the analog side does it: registers and times in volts and τ. */
export function analogRun(
  spec: ChipSpec,
  order: RunOrder,
  registers: RegisterValues,
  { report, heldS, programmedAtS, reads: readTimes }: TimedRun,
  problem: CodedProblem | undefined,
  times: RunTimes,
): AnalogRun {
  const { timeConstantS } = spec.array;
  const { start, reads, repeats } = order;
  return {
    ...(problem && { problem }),
    programmedAtS,
    carryTau: carryS(spec, report, times.carryTimeS) / timeConstantS,
    start,
    retention: retention(spec, heldS),
    runTimeTau: times.runTimeS / timeConstantS,
    repeats,
    reads:
      times.spacingS === undefined
        ? { kind: 'held', reads }
        : { kind: 'live', reads, spacingTau: times.spacingS / timeConstantS },
    noiseVarianceV2: noiseVarianceV2(spec, registers),
    threads: registers.simulationThreads,
    readout: readout(registers, registers.simulationRunIndex, 0, readTimes),
  };
}

/** A reading of the state that the run `runIndex` has left. */
export function analogRead(
  spec: ChipSpec,
  { reads, readIndex }: ReadOrder,
  registers: RegisterValues,
  { report, heldS, reads: readTimes }: TimedReading,
  runIndex: bigint,
): AnalogRead {
  return {
    retention: retention(spec, heldS),
    driftTau: carryS(spec, report, 0) / spec.array.timeConstantS,
    noiseVarianceV2: noiseVarianceV2(spec, registers),
    reads,
    readout: readout(registers, runIndex, readIndex, readTimes),
  };
}

/** A test input as the analog side converts it, at the gains that the registers have. */
export function analogMeasure(
  spec: ChipSpec,
  order: MeasureOrder,
  registers: RegisterValues,
  { dacAtS, adcAtS }: TimedMeasure,
): AnalogMeasure {
  const { reads, adcConverter, measureIndex } = order;
  return {
    input: analogInput(spec, order, registers.driveGain, dacAtS),
    converter: adcConverter,
    reads,
    voltsPerCode: registers.readoutGain,
    atS: adcAtS,
    draws: { seed: registers.simulationSeed, measureIndex },
  };
}

function analogInput(
  { array, testPoints }: ChipSpec,
  { input, codes, dacConverter, delayTicks }: MeasureOrder,
  voltsPerCode: number,
  atS: number,
): AnalogInput {
  switch (input) {
    case TestInput.ZERO:
      return { kind: 'constant', volts: 0 };
    case TestInput.REFERENCE:
      if (testPoints.referenceV === undefined) throw new Error('the chip has no reference input');
      return { kind: 'constant', volts: testPoints.referenceV };
    case TestInput.LOOPBACK: {
      const delayS = Number(delayTicks) * array.runTimer.stepS;
      return { kind: 'loopback', codes, converter: dacConverter, voltsPerCode, delayS, atS };
    }
  }
}

/** What cells that hold were asked to do, to all digits of the run timer, and what others have done, as the clock says. */
function carryS({ cell }: ChipSpec, { carryPs }: StageReport, askedS: number): number {
  if (carryPs === 0n) return 0;
  return cell.hold.kind === 'capacitor' ? askedS : inSeconds(carryPs);
}

function retention({ cell }: ChipSpec, heldS: number): number {
  return cell.hold.kind === 'capacitor' ? Math.exp(-cell.hold.droopPerS * heldS) : 1;
}

function noiseVarianceV2({ cell }: ChipSpec, { noise }: RegisterValues): number {
  return cell.noise.kind === 'fixed' ? cell.noise.varianceV2 : noise;
}

function readout(
  registers: RegisterValues,
  runIndex: bigint,
  readIndex: number,
  times: ReadTimes,
): ReadoutOrder {
  return {
    voltsPerCode: registers.readoutGain,
    draws: { seed: registers.simulationSeed, runIndex, readIndex },
    times,
  };
}
