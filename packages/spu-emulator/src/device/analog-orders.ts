import { Observation, type ReadOrder, type RegisterValues, type RunOrder } from '@thermoloop/protocol';
import { inSeconds } from '@thermoloop/sim-kernel';
import type { AnalogRead, AnalogRun, CodedProblem, ReadoutOrder } from '../analog/analog-part.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import type { StageReport, TimedCommand } from './timeline.js';

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
  { report, heldS }: TimedCommand,
  problem: CodedProblem | undefined,
  times: RunTimes,
): AnalogRun {
  const { timeConstantS } = spec.array;
  const { start, reads, repeats } = order;
  return {
    ...(problem && { problem }),
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
    readout: readout(registers, registers.simulationRunIndex, 0),
  };
}

/** A reading of the state that the run `runIndex` has left. */
export function analogRead(
  spec: ChipSpec,
  { reads, readIndex }: ReadOrder,
  registers: RegisterValues,
  { report, heldS }: TimedCommand,
  runIndex: bigint,
): AnalogRead {
  return {
    retention: retention(spec, heldS),
    driftTau: carryS(spec, report, 0) / spec.array.timeConstantS,
    noiseVarianceV2: noiseVarianceV2(spec, registers),
    reads,
    readout: readout(registers, runIndex, readIndex),
  };
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

function readout(registers: RegisterValues, runIndex: bigint, readIndex: number): ReadoutOrder {
  return {
    voltsPerCode: registers.readoutGain,
    draws: { seed: registers.simulationSeed, runIndex, readIndex },
  };
}
