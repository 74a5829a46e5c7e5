import {
  ArrayId,
  DeviceState,
  ErrorCode,
  errorReply,
  StartState,
  type ArrayWrite,
  type CapabilityRecord,
  type DeviceCondition,
  type ErrorReply,
  type Job,
  type LinkFrame,
  type ProblemCommit,
  type ReadOrder,
  type Reading,
  type RegisterEntry,
  type RegisterName,
  type RunOrder,
  type RunReport,
  type SpuDeviceHandler,
  type StageInterval,
} from '@thermoloop/protocol';
import type { Picoseconds } from '@thermoloop/sim-kernel';
import {
  isRefusal,
  type AnalogAnswer,
  type AnalogPart,
  type CodedProblem,
  type ReadoutOrder,
} from '../analog/analog-part.js';
import { capabilityRecord } from '../chip/capability-record.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import { Bank } from './bank.js';
import { isBanked, RegisterFile } from './register-file.js';
import { Timeline, type StageReport } from './timeline.js';

const sticky = { dacClipped: 1, adcClipped: 2 } as const;

/** What the device knows of the problem that drives the cells. */
interface LatchedProblem {
  readonly cells: number;
  readonly hasStart: boolean;
}

/** What the device knows of the state that the cells hold; the run index names the draws of its readings. */
interface HeldState {
  readonly cells: number;
  readonly runIndex: bigint;
}

/**
 * The state machine of the chip: banks, registers, runs and readings, on the virtual clock. The analog side does the
 * arithmetic elsewhere, so every command is answered at once while it works.
 */
export class SpuDevice implements SpuDeviceHandler {
  readonly capabilities: CapabilityRecord;
  readonly #spec: ChipSpec;
  readonly #analog: AnalogPart;
  readonly #timeline: Timeline;
  readonly #registers: RegisterFile;
  readonly #bank = new Bank();
  #armed: ProblemCommit | undefined;
  #latched: LatchedProblem | undefined;
  #holding: HeldState | undefined;
  #busy = false;
  #runs = 0n;
  #stickyErrors = 0;
  /** counts the abandonments, so that a late result of an abandoned order changes nothing */
  #epoch = 0;

  constructor(spec: ChipSpec, analog: AnalogPart) {
    this.capabilities = capabilityRecord(spec);
    this.#spec = spec;
    this.#analog = analog;
    this.#timeline = new Timeline(spec);
    this.#registers = new RegisterFile(this.capabilities);
  }

  /** Banked registers of a one-bank chip drive the cells themselves: during a run they are refused. */
  writeRegisters(entries: readonly RegisterEntry[]): ErrorReply | undefined {
    if (this.#isOneBankBusy() && entries.some(({ name }) => isBanked(name))) return this.#badState();
    this.#registers.write(entries);
    return undefined;
  }

  readRegister(name: RegisterName): number | bigint {
    return this.#registers.values[name];
  }

  /** With one bank a write disconnects the cells, which hold, and the latched problem is lost. */
  beginWrite(write: ArrayWrite): Uint8Array | ErrorReply {
    if (this.#isOneBankBusy()) return this.#badState();
    this.#armed = undefined;
    if (this.#spec.array.banks === 1) this.#latched = undefined;
    return this.#bank.begin(write);
  }

  commit(commit: ProblemCommit): ErrorReply | undefined {
    if (this.#isOneBankBusy()) return this.#badState();
    this.#armed = commit;
    const { arrays, rows, cells } = commit;
    const blockCodes = arrays.includes(ArrayId.BLOCKS) ? this.#bank.codeCount(ArrayId.BLOCKS) : 0;
    this.#timeline.commit({ rows, cells, blockCodes, hasStart: arrays.includes(ArrayId.START) });
    return undefined;
  }

  run(order: RunOrder, arrivalPs: Picoseconds): Job | ErrorReply {
    const refusal = this.#runRefusal(order);
    if (refusal !== undefined) return refusal;
    const { array, cell } = this.#spec;
    const { values } = this.#registers;
    const runIndex = values.simulationRunIndex;
    // a host that names no run gets other draws each time
    this.#registers.write([{ name: 'simulationRunIndex', value: BigInt.asUintN(64, runIndex + 1n) }]);
    const problem = this.#takeArmed();
    const { cells } = this.#latched as LatchedProblem;
    const runTimeS = Number(order.runTicks) * array.runTimer.stepS;
    const retention = this.#retention(this.#timeline.latchPs(arrivalPs));
    const stages = this.#timeline.run(arrivalPs, runTimeS, cells, order.reads);
    const answer = this.#analog.run({
      ...(problem && { problem }),
      start: order.start,
      retention,
      runTimeTau: runTimeS / array.timeConstantS,
      noiseVarianceV2: cell.noise.kind === 'fixed' ? cell.noise.varianceV2 : values.noise,
      threads: values.simulationThreads,
      readout: this.#readout(order.reads, runIndex, 0),
    });
    const done = this.#conclude(answer, stages, (hasRun) => {
      this.#latched = hasRun ? this.#latched : undefined;
      if (!hasRun) return;
      this.#holding = { cells, runIndex };
      this.#runs += 1n;
    });
    return { done, cancel: () => false };
  }

  read({ reads, readIndex }: ReadOrder, arrivalPs: Picoseconds): Job | ErrorReply {
    const holding = this.#holding;
    if (this.#busy || holding === undefined) return this.#badState();
    const retention = this.#retention(arrivalPs);
    const stages = this.#timeline.read(arrivalPs, holding.cells, reads);
    const readout = this.#readout(reads, holding.runIndex, readIndex);
    const done = this.#conclude(this.#analog.read({ retention, readout }), stages, () => undefined);
    return { done, cancel: () => false };
  }

  completeReport(report: RunReport, linkUp: StageInterval): RunReport {
    return this.#timeline.complete(report, linkUp);
  }

  status(): DeviceCondition {
    return {
      state: this.#state,
      armed: this.#armed === undefined ? 0 : 1,
      queuedRuns: 0,
      runs: this.#runs,
      stickyErrors: this.#stickyErrors,
    };
  }

  reset(): void {
    this.#powerOn();
  }

  sessionClosed(): void {
    this.#powerOn();
  }

  linkDown(frame: LinkFrame, departurePs: Picoseconds): Picoseconds {
    return this.#timeline.linkDown(frame, departurePs);
  }

  linkUp(frame: LinkFrame, departurePs: Picoseconds): Picoseconds {
    return this.#timeline.linkUp(frame, departurePs);
  }

  get #state(): DeviceState {
    if (this.#busy) return DeviceState.RUNNING;
    if (this.#armed !== undefined) return DeviceState.ARMED;
    return this.#holding === undefined ? DeviceState.IDLE : DeviceState.HOLDING;
  }

  /** One session must not see what another has left. */
  #powerOn(): void {
    this.#epoch++;
    this.#analog.clear();
    this.#timeline.reset();
    this.#registers.reset();
    this.#bank.clear();
    this.#armed = undefined;
    this.#latched = undefined;
    this.#holding = undefined;
    this.#busy = false;
    this.#runs = 0n;
    this.#stickyErrors = 0;
  }

  #isOneBankBusy(): boolean {
    return this.#busy && this.#spec.array.banks === 1;
  }

  #badState(): ErrorReply {
    return errorReply(ErrorCode.BAD_STATE, { got: this.#state });
  }

  #runRefusal({ start }: RunOrder): ErrorReply | undefined {
    if (this.#busy) return this.#badState();
    if (this.#armed === undefined && this.#latched === undefined) return this.#badState();
    const arrays = this.#armed?.arrays;
    if (
      arrays !== undefined &&
      this.#registers.values.identityBlocks === 0 &&
      !arrays.includes(ArrayId.BLOCKS)
    ) {
      return errorReply(ErrorCode.INCOMPLETE, { field: ArrayId.BLOCKS });
    }
    const hasStart = arrays?.includes(ArrayId.START) ?? this.#latched?.hasStart === true;
    if (start === StartState.WRITTEN && !hasStart) {
      return errorReply(ErrorCode.INCOMPLETE, { field: ArrayId.START });
    }
    return undefined;
  }

  /** The armed bank latches with the registers as they are now; undefined where the latched problem runs again. */
  #takeArmed(): CodedProblem | undefined {
    const armed = this.#armed;
    if (armed === undefined) return undefined;
    this.#armed = undefined;
    const problem = this.#bank.take(armed, this.#registers.values);
    this.#latched = { cells: problem.cells, hasStart: problem.start !== undefined };
    return problem;
  }

  #retention(timePs: Picoseconds): number {
    return Math.exp(-this.capabilities.holdDroopPerS * this.#timeline.heldS(timePs));
  }

  #readout(reads: number, runIndex: bigint, readIndex: number): ReadoutOrder {
    const { readoutGain, simulationSeed } = this.#registers.values;
    return { reads, voltsPerCode: readoutGain, draws: { seed: simulationSeed, runIndex, readIndex } };
  }

  /** Waits for the analog side and makes the reading; `ended` hears whether the order was done. */
  async #conclude(
    answer: Promise<AnalogAnswer>,
    stages: StageReport,
    ended: (done: boolean) => void,
  ): Promise<Reading | ErrorReply> {
    const epoch = this.#epoch;
    this.#busy = true;
    const { outcome, freed } = await answer;
    this.#bank.recycle(freed);
    if (epoch !== this.#epoch) return errorReply(ErrorCode.ABORTED);
    this.#busy = false;
    ended(!isRefusal(outcome));
    if (isRefusal(outcome)) return outcome;
    const { codes, dacClipped, adcClipped, lossV2 } = outcome;
    if (dacClipped > 0) this.#stickyErrors |= sticky.dacClipped;
    if (adcClipped > 0) this.#stickyErrors |= sticky.adcClipped;
    return {
      codes,
      report: { ...stages, bitsUp: 0n, dacClipped, adcClipped, droopV2: lossV2, carryPs: 0n, railedCells: 0 },
    };
  }
}
