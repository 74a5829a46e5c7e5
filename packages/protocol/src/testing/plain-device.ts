import { RunFeature, SimulationFeature, type CapabilityRecord } from '../capabilities.js';
import {
  ArrayId,
  CodeKind,
  DeviceState,
  ErrorCode,
  Latch,
  Stage,
  StartState,
  TestInput,
} from '../generated/enums.js';
import { registers, type RegisterName } from '../generated/registers.js';
import type { RunReport, StageInterval } from '../generated/structs.js';
import { continuousGrid, fixedGrid, floatingGrid, linearGrid } from '../grid.js';
import type {
  ArrayWrite,
  DeviceCondition,
  Job,
  LinkFrame,
  MeasureOrder,
  ProblemCommit,
  ReadOrder,
  Reading,
  RegisterEntry,
  RunOrder,
  SpuDeviceHandler,
} from '../server/handler.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import { SerialJobs } from './serial-jobs.js';

const every = Object.values(StartState).reduce((mask: number, state) => mask | (1 << state), 0);

const everyInput = Object.values(TestInput).reduce((mask: number, input) => mask | (1 << input), 0);

/** A chip with one byte a coupling, two a drive and readout code, and a small payload limit. */
export const plainCapabilities: CapabilityRecord = {
  vendor: 'tests',
  chip: 'plain',
  firmwareMajor: 1,
  firmwareMinor: 2,
  cells: 4096,
  rows: 1024,
  blockSize: 10,
  maximumReads: 8,
  maximumPayloadBytes: 512,
  banks: 2,
  holds: 1,
  startStates: every,
  runQueueDepth: 1,
  simulationFeatures: SimulationFeature.TIME | SimulationFeature.REGISTERS,
  runFeatures: RunFeature.CARRY | RunFeature.LIVE_READS | RunFeature.REPEATS,
  readoutBufferBytes: 1 << 20,
  couplingFormat: { kind: CodeKind.INT8, resolutionBits: 7 },
  blockFormat: { kind: CodeKind.INT8, resolutionBits: 8 },
  driveFormat: { kind: CodeKind.INT16, resolutionBits: 12 },
  startFormat: { kind: CodeKind.INT16, resolutionBits: 12 },
  readoutFormat: { kind: CodeKind.INT16, resolutionBits: 10 },
  couplingGain: continuousGrid(1e-9, 1),
  driveGain: floatingGrid(3, 1e-6, 1),
  leak: linearGrid(0.25, 0.25, 4),
  startGain: continuousGrid(0, 1),
  readoutGain: continuousGrid(1e-9, 1),
  noise: fixedGrid(0),
  timeConstantS: 1e-6,
  runTimerStepS: 1e-8,
  runTimerMaximumTicks: 100_000n,
  readoutSkewS: 0,
  holdDroopPerS: 0,
  testPoints: everyInput,
  dacConverters: 2,
  adcConverters: 3,
  referenceV: 0.5,
};

const BITS_PER_PS = 64n; // the link takes 1 ps for 64 bits, either way
const ADC_PS = 1000n;

/** A problem in its bank. */
interface PlainProblem extends ProblemCommit {
  readonly codes: ReadonlyMap<ArrayId, Uint8Array>;
}

/** What a run found when it was taken. */
export interface PlainRun {
  readonly order: RunOrder;
  readonly couplings: Uint8Array;
  readonly drive: Uint8Array;
  readonly registers: ReadonlyMap<RegisterName, number | bigint>;
}

/** A device without physics: a run answers with its drive codes, for each read of each repeat, after `gate`. */
export class PlainDevice implements SpuDeviceHandler {
  readonly values = new Map<RegisterName, number | bigint>();
  /** of the bank that was written last */
  readonly arrays = new Map<ArrayId, Uint8Array>();
  readonly linkLog: {
    readonly way: 'down' | 'up';
    readonly frame: LinkFrame;
    readonly departurePs: bigint;
  }[] = [];
  readonly log: string[] = [];
  /** the runs that were done */
  readonly ran: PlainRun[] = [];
  refuseWrites: ErrorReply | undefined;
  /** what a run waits for */
  gate: () => Promise<void> = () => Promise.resolve();
  private jobs = new SerialJobs();
  private armed: PlainProblem | undefined;
  /** problems of the runs that were taken, the newest last; the first drives the cells */
  private problems: PlainProblem[] = [];
  private held: Uint8Array | undefined;
  private runs = 0n;

  constructor(readonly capabilities: CapabilityRecord = plainCapabilities) {}

  get state(): DeviceState {
    if (this.jobs.count > 0) return DeviceState.RUNNING;
    if (this.armed !== undefined) return DeviceState.ARMED;
    return this.held === undefined ? DeviceState.IDLE : DeviceState.HOLDING;
  }

  writeRegisters(entries: readonly RegisterEntry[]): undefined {
    this.log.push('writeRegisters');
    for (const { name, value } of entries) this.values.set(name, value);
  }

  readRegister(name: RegisterName): number | bigint {
    return this.values.get(name) ?? registers[name].reset;
  }

  beginWrite({ array, totalBytes }: ArrayWrite): Uint8Array | ErrorReply {
    this.log.push(`beginWrite ${array}`);
    if (this.refuseWrites !== undefined) return this.refuseWrites;
    const isIdle = this.jobs.count === 0 || this.problems.length < this.capabilities.banks;
    if (!isIdle) return errorReply(ErrorCode.BAD_STATE, { got: this.state });
    this.armed = undefined;
    const storage = new Uint8Array(totalBytes);
    this.arrays.set(array, storage);
    return storage;
  }

  commit(commit: ProblemCommit): undefined {
    this.log.push('commit');
    this.armed = { ...commit, codes: new Map(this.arrays) };
  }

  run(order: RunOrder, arrivalPs: bigint): Job | ErrorReply {
    this.log.push('run');
    const problem = order.latch === Latch.ARMED ? this.armed : this.problems.at(-1);
    if (problem === undefined) return errorReply(ErrorCode.BAD_STATE, { got: this.state });
    const full = this.fullness();
    if (full !== undefined) return full;
    if (order.latch === Latch.ARMED) {
      this.armed = undefined;
      this.problems = this.jobs.count === 0 ? [problem] : [...this.problems, problem];
    }
    const none = new Uint8Array(0);
    const run: PlainRun = {
      order,
      couplings: problem.codes.get(ArrayId.COUPLINGS) ?? none,
      drive: problem.codes.get(ArrayId.DRIVE) ?? none,
      registers: new Map(this.values),
    };
    return this.jobs.add(
      () => this.gate(),
      () => {
        this.problems = this.problems.slice(this.problems.indexOf(problem));
        this.held = run.drive;
        this.runs += 1n;
        this.ran.push(run);
        return this.reading(run.drive, order.reads * order.repeats, arrivalPs);
      },
    );
  }

  read({ reads }: ReadOrder, arrivalPs: bigint): Job | ErrorReply {
    this.log.push('read');
    if (this.held === undefined && this.jobs.count === 0) {
      return errorReply(ErrorCode.BAD_STATE, { got: this.state });
    }
    const full = this.fullness();
    if (full !== undefined) return full;
    return this.jobs.add(
      () => Promise.resolve(),
      () =>
        this.held === undefined
          ? errorReply(ErrorCode.BAD_STATE, { got: DeviceState.IDLE })
          : this.reading(this.held, reads, arrivalPs),
    );
  }

  /** A loopback answers with its codes, every other input with zeros. */
  measure({ codes, reads }: MeasureOrder, arrivalPs: bigint): Job | ErrorReply {
    this.log.push('measure');
    const full = this.fullness();
    if (full !== undefined) return full;
    const repeated = Int16Array.from({ length: Math.max(1, codes.length) * reads }, (_, i) =>
      Math.trunc(codes[Math.floor(i / reads)] ?? 0),
    );
    return this.jobs.add(
      () => this.gate(),
      () => this.reading(new Uint8Array(repeated.buffer), 1, arrivalPs),
    );
  }

  private fullness(): ErrorReply | undefined {
    const waiting = this.jobs.count - 1;
    return waiting >= this.capabilities.runQueueDepth
      ? errorReply(ErrorCode.QUEUE_FULL, { got: waiting })
      : undefined;
  }

  completeReport(report: RunReport, linkUp: StageInterval): RunReport {
    return { ...report, stages: report.stages.with(Stage.LINK_UP, linkUp) };
  }

  status(): DeviceCondition {
    return {
      state: this.state,
      armed: this.armed === undefined ? 0 : 1,
      queuedRuns: Math.max(0, this.jobs.count - 1),
      runs: this.runs,
      stickyErrors: 0,
    };
  }

  reset(): void {
    this.log.push('reset');
    this.powerOn();
  }

  sessionClosed(): void {
    this.log.push('sessionClosed');
    this.powerOn();
  }

  linkDown(frame: LinkFrame, departurePs: bigint): bigint {
    this.linkLog.push({ way: 'down', frame, departurePs });
    return departurePs + BigInt(frame.bits) / BITS_PER_PS + 1n;
  }

  linkUp(frame: LinkFrame, departurePs: bigint): bigint {
    this.linkLog.push({ way: 'up', frame, departurePs });
    return departurePs + BigInt(frame.bits) / BITS_PER_PS + 1n;
  }

  private powerOn(): void {
    this.jobs = new SerialJobs();
    this.values.clear();
    this.arrays.clear();
    this.armed = undefined;
    this.problems = [];
    this.held = undefined;
    this.runs = 0n;
  }

  private reading(cells: Uint8Array, readings: number, arrivalPs: bigint): Reading {
    const codes = new Uint8Array(readings * cells.length);
    for (let k = 0; k < readings; k++) codes.set(cells, k * cells.length);
    const none = { startPs: arrivalPs, endPs: arrivalPs };
    const converted = { startPs: arrivalPs, endPs: arrivalPs + ADC_PS };
    return {
      codes,
      report: {
        stages: [none, none, none, none, none, converted, none],
        energyJ: [0, 1, 2, 3, 4, 5, 6],
        dacConversions: 10n,
        adcConversions: 20n,
        bitsDown: 30n,
        bitsUp: 40n,
        dacClipped: 50,
        adcClipped: 60,
        droopV2: 0.5,
        carryPs: 70n,
        railedCells: 80,
      },
    };
  }
}
