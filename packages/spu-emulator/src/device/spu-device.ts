import {
  ArrayId,
  DeviceState,
  ErrorCode,
  errorReply,
  Latch,
  readoutFault,
  type ArrayWrite,
  type CapabilityRecord,
  type DeviceCondition,
  type ErrorReply,
  type Job,
  type LinkFrame,
  type MeasureOrder,
  type ProblemCommit,
  type ReadOrder,
  type Reading,
  type RegisterEntry,
  type RegisterName,
  type RegisterValues,
  type RunOrder,
  type RunReport,
  type SpuDeviceHandler,
  type StageInterval,
} from '@thermoloop/protocol';
import type { Picoseconds } from '@thermoloop/sim-kernel';
import { isRefusal, type AnalogAnswer, type AnalogPart, type CodedProblem } from '../analog/analog-part.js';
import { capabilityRecord } from '../chip/capability-record.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import { analogMeasure, analogRead, analogRun, runTimes } from './analog-orders.js';
import { Bank } from './bank.js';
import { JobQueue, type Task } from './job-queue.js';
import { spacingRefusal, startRefusal, type KnownProblem } from './order-checks.js';
import { isBanked, RegisterFile } from './register-file.js';
import { Timeline, type Arrival, type Programming, type StageReport } from './timeline.js';

const sticky = { dacClipped: 1, adcClipped: 2 } as const;

/** What the device knows of the state that the cells hold; the run index names the draws of its readings. */
interface HeldState {
  readonly cells: number;
  readonly runIndex: bigint;
}

/** A bank that waits for its RUN. */
interface ArmedBank {
  readonly commit: ProblemCommit;
  readonly known: KnownProblem;
  readonly programming: Programming;
}

/** A bank that a RUN has taken. */
interface TakenBank {
  readonly problem: CodedProblem;
  readonly known: KnownProblem;
  readonly programming: Programming;
}

interface DeviceTask extends Task {
  /** the problem that drives the cells once it has begun, if it brings one */
  readonly latches?: KnownProblem;
  /** of the state that it leaves in the cells; absent for a reading, which leaves what was there */
  readonly leavesCells?: number;
}

/**
 * The state machine of the chip: banks, registers, the queue of runs and readings, on the virtual clock. The analog
 * side does the arithmetic elsewhere, so every command is answered at once while it works.
 */
export class SpuDevice implements SpuDeviceHandler {
  readonly capabilities: CapabilityRecord;
  readonly #spec: ChipSpec;
  readonly #analog: AnalogPart;
  readonly #timeline: Timeline;
  readonly #registers: RegisterFile;
  readonly #queue: JobQueue<DeviceTask>;
  readonly #bank = new Bank();
  #armed: ArmedBank | undefined;
  /** drives the cells */
  #latched: KnownProblem | undefined;
  #holding: HeldState | undefined;
  #runs = 0n;
  #stickyErrors = 0;
  /** counts the power-ons, so that a late result of one before changes nothing */
  #epoch = 0;

  constructor(spec: ChipSpec, analog: AnalogPart) {
    this.capabilities = capabilityRecord(spec);
    this.#spec = spec;
    this.#analog = analog;
    this.#timeline = new Timeline(spec);
    this.#registers = new RegisterFile(this.capabilities);
    this.#queue = new JobQueue(spec.array.runQueueDepth);
  }

  /** Banked registers belong to the bank that is written: without one they are refused. */
  writeRegisters(entries: readonly RegisterEntry[]): ErrorReply | undefined {
    if (!this.#hasIdleBank && entries.some(({ name }) => isBanked(name))) return this.#badState();
    this.#registers.write(entries);
    return undefined;
  }

  readRegister(name: RegisterName): number | bigint {
    return this.#registers.values[name];
  }

  /** With one bank a write disconnects the cells, which hold, and the latched problem is lost. */
  beginWrite(write: ArrayWrite): Uint8Array | ErrorReply {
    if (!this.#hasIdleBank) return this.#badState();
    this.#armed = undefined;
    if (this.#spec.array.banks === 1) this.#latched = undefined;
    return this.#bank.begin(write);
  }

  commit(commit: ProblemCommit): ErrorReply | undefined {
    if (!this.#hasIdleBank) return this.#badState();
    const { arrays, rows, cells } = commit;
    const blockCodes = arrays.includes(ArrayId.BLOCKS) ? this.#bank.codeCount(ArrayId.BLOCKS) : 0;
    const hasStart = arrays.includes(ArrayId.START);
    this.#armed = {
      commit,
      known: { cells, hasStart },
      programming: this.#timeline.commit({ rows, cells, blockCodes, hasStart }),
    };
    return undefined;
  }

  /** A bank that it takes leaves the host's hands now, with the registers as they are; it latches in its turn. */
  run(order: RunOrder, arrivalPs: Picoseconds): Job | ErrorReply {
    const refusal = this.#queue.refusal() ?? this.#runRefusal(order);
    if (refusal !== undefined) return refusal;
    const { values } = this.#registers;
    const runIndex = values.simulationRunIndex;
    // a host that names no run gets other draws each time
    this.#registers.write([{ name: 'simulationRunIndex', value: BigInt.asUintN(64, runIndex + 1n) }]);
    const arrival = this.#timeline.arrive(arrivalPs);
    const bank = order.latch === Latch.ARMED ? this.#takeArmed(values) : undefined;
    return this.#queue.add(this.#runTask(order, bank, values, arrival));
  }

  read(order: ReadOrder, arrivalPs: Picoseconds): Job | ErrorReply {
    const cells = this.#cellsLeft;
    const refusal =
      this.#queue.refusal() ??
      (cells === undefined ? this.#badState() : readoutFault(this.capabilities, order.reads, cells));
    if (refusal !== undefined) return refusal;
    return this.#queue.add(this.#readTask(order, this.#registers.values, this.#timeline.arrive(arrivalPs)));
  }

  measure(order: MeasureOrder, arrivalPs: Picoseconds): Job | ErrorReply {
    const refusal = this.#queue.refusal();
    if (refusal !== undefined) return refusal;
    return this.#queue.add(
      this.#measureTask(order, this.#registers.values, this.#timeline.arrive(arrivalPs)),
    );
  }

  completeReport(report: RunReport, linkUp: StageInterval): RunReport {
    return this.#timeline.complete(report, linkUp);
  }

  status(): DeviceCondition {
    return {
      state: this.#state,
      armed: this.#armed === undefined ? 0 : 1,
      queuedRuns: this.#queue.queued,
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
    if (!this.#queue.isEmpty) return DeviceState.RUNNING;
    if (this.#armed !== undefined) return DeviceState.ARMED;
    return this.#holding === undefined ? DeviceState.IDLE : DeviceState.HOLDING;
  }

  /** Whether the host may write: of two banks one drives the cells and waiting runs have taken theirs; one alone is in use while anything runs. */
  get #hasIdleBank(): boolean {
    const { banks } = this.#spec.array;
    if (banks === 1) return this.#queue.isEmpty;
    const taken = this.#queue.waiting.filter(({ latches }) => latches !== undefined).length;
    return taken + (this.#latched === undefined ? 0 : 1) < banks;
  }

  /** The problem that will drive the cells when every run that was taken has begun. */
  get #lastTaken(): KnownProblem | undefined {
    return this.#queue.waiting.findLast(({ latches }) => latches !== undefined)?.latches ?? this.#latched;
  }

  /** How many cells there will be to read after every run that was taken; undefined where none has left a state. */
  get #cellsLeft(): number | undefined {
    return (
      this.#queue.tasks.findLast(({ leavesCells }) => leavesCells !== undefined)?.leavesCells ??
      this.#holding?.cells
    );
  }

  /** One session must not see what another has left. */
  #powerOn(): void {
    this.#epoch++;
    this.#analog.clear();
    this.#queue.clear();
    this.#timeline.reset();
    this.#registers.reset();
    this.#bank.clear();
    this.#armed = undefined;
    this.#latched = undefined;
    this.#holding = undefined;
    this.#runs = 0n;
    this.#stickyErrors = 0;
  }

  #badState(): ErrorReply {
    return errorReply(ErrorCode.BAD_STATE, { got: this.#state });
  }

  #runRefusal(order: RunOrder): ErrorReply | undefined {
    const armed = order.latch === Latch.ARMED ? this.#armed : undefined;
    const problem = order.latch === Latch.ARMED ? armed?.known : this.#lastTaken;
    if (problem === undefined) return this.#badState();
    const needsBlocks = armed !== undefined && this.#registers.values.identityBlocks === 0;
    if (needsBlocks && !armed.commit.arrays.includes(ArrayId.BLOCKS)) {
      return errorReply(ErrorCode.INCOMPLETE, { field: ArrayId.BLOCKS });
    }
    return (
      startRefusal(order, problem) ??
      readoutFault(this.capabilities, order.repeats * order.reads, problem.cells) ??
      spacingRefusal(this.capabilities, order, this.#timeline.shortestSpacingS(problem.cells))
    );
  }

  /** The armed bank with the registers as they are now. */
  #takeArmed(gains: RegisterValues): TakenBank {
    if (this.#armed === undefined) throw new Error('a run takes only a bank that is armed');
    const { commit, known, programming } = this.#armed;
    this.#armed = undefined;
    return { problem: this.#bank.take(commit, gains), known, programming };
  }

  #runTask(
    order: RunOrder,
    bank: TakenBank | undefined,
    registers: RegisterValues,
    arrival: Arrival,
  ): DeviceTask {
    const leavesCells = (bank?.known ?? this.#lastTaken)?.cells;
    let isAbandoned = false;
    return {
      ...(bank && { latches: bank.known }),
      ...(leavesCells !== undefined && { leavesCells }),
      start: () => this.#beginRun(order, bank, registers, arrival, () => isAbandoned),
      drop: () => {
        if (bank !== undefined) this.#bank.recycle(buffersOf(bank.problem));
      },
      abandon: () => {
        isAbandoned = true;
        this.#holding = undefined;
        this.#timeline.cutShort();
        this.#analog.abandon();
      },
    };
  }

  async #beginRun(
    order: RunOrder,
    bank: TakenBank | undefined,
    registers: RegisterValues,
    arrival: Arrival,
    isAbandoned: () => boolean,
  ): Promise<Reading | ErrorReply> {
    const before = this.#latched;
    const latched = bank === undefined ? before : bank.known;
    // the run before it may have failed or been cancelled since this one came
    if (latched === undefined) return this.#badState();
    const refusal = startRefusal(order, latched);
    if (refusal !== undefined) return refusal;
    this.#latched = latched;
    const times = runTimes(this.#spec, order);
    const { cells } = latched;
    const { reads, repeats } = order;
    const timed = this.#timeline.run(arrival, {
      ...(bank && { programming: bank.programming }),
      ...times,
      isDriven: before !== undefined && this.#holding !== undefined,
      cells,
      reads,
      repeats,
    });
    const answer = this.#analog.run(analogRun(this.#spec, order, registers, timed, bank?.problem, times));
    return this.#conclude(answer, timed.report, (outcome) => {
      if (isRefusal(outcome)) {
        if (outcome.code !== ErrorCode.ABORTED) this.#latched = undefined;
        if (!isAbandoned()) this.#timeline.refuse();
        return;
      }
      if (isAbandoned()) return;
      this.#holding = { cells, runIndex: registers.simulationRunIndex };
      this.#runs += 1n;
    });
  }

  #readTask(order: ReadOrder, registers: RegisterValues, arrival: Arrival): DeviceTask {
    return {
      start: () => this.#beginRead(order, registers, arrival),
      drop: () => undefined,
      // it takes nothing from the cells and is over soon
      abandon: () => undefined,
    };
  }

  async #beginRead(
    order: ReadOrder,
    registers: RegisterValues,
    arrival: Arrival,
  ): Promise<Reading | ErrorReply> {
    const holding = this.#holding;
    if (holding === undefined) return this.#badState();
    const { cells, runIndex } = holding;
    const refusal = readoutFault(this.capabilities, order.reads, cells);
    if (refusal !== undefined) return refusal;
    const timed = this.#timeline.read(arrival, this.#latched !== undefined, cells, order.reads);
    const answer = this.#analog.read(analogRead(this.#spec, order, registers, timed, runIndex));
    return this.#conclude(answer, timed.report, () => undefined);
  }

  #measureTask(order: MeasureOrder, registers: RegisterValues, arrival: Arrival): DeviceTask {
    return {
      start: () => this.#beginMeasure(order, registers, arrival),
      drop: () => undefined,
      abandon: () => undefined,
    };
  }

  async #beginMeasure(
    order: MeasureOrder,
    registers: RegisterValues,
    arrival: Arrival,
  ): Promise<Reading | ErrorReply> {
    const { codes, reads, delayTicks } = order;
    const timed = this.#timeline.measure(arrival, {
      codes: codes.length,
      delayS: Number(delayTicks) * this.#spec.array.runTimer.stepS,
      reads,
    });
    const answer = this.#analog.measure(analogMeasure(this.#spec, order, registers, timed));
    return this.#conclude(answer, timed.report, () => undefined);
  }

  /** Waits for the analog side and makes the reading; `ended` hears what became of the order. */
  async #conclude(
    answer: Promise<AnalogAnswer>,
    stages: StageReport,
    ended: (outcome: AnalogAnswer['outcome']) => void,
  ): Promise<Reading | ErrorReply> {
    const epoch = this.#epoch;
    const { outcome, freed } = await answer;
    this.#bank.recycle(freed);
    if (epoch !== this.#epoch) return errorReply(ErrorCode.ABORTED);
    ended(outcome);
    if (isRefusal(outcome)) return outcome;
    const { codes, dacClipped, adcClipped, lossV2, railedCells } = outcome;
    if (dacClipped > 0) this.#stickyErrors |= sticky.dacClipped;
    if (adcClipped > 0) this.#stickyErrors |= sticky.adcClipped;
    return { codes, report: { ...stages, dacClipped, adcClipped, droopV2: lossV2, railedCells } };
  }
}

function buffersOf({ couplings, drive, blocks, start }: CodedProblem): ArrayBuffer[] {
  return [couplings, drive, blocks, start].flatMap((array) =>
    array === undefined ? [] : [array.bytes.buffer],
  );
}
