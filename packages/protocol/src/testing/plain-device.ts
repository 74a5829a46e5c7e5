import { RunFeature, SimulationFeature, type CapabilityRecord } from '../capabilities.js';
import { ArrayId, CodeKind, DeviceState, ErrorCode, Stage, StartState } from '../generated/enums.js';
import { registers, type RegisterName } from '../generated/registers.js';
import type { RunReport, StageInterval } from '../generated/structs.js';
import { continuousGrid, fixedGrid, floatingGrid, linearGrid } from '../grid.js';
import type {
  ArrayWrite,
  Job,
  LinkFrame,
  ProblemCommit,
  ReadOrder,
  Reading,
  RegisterEntry,
  RunOrder,
  SpuDeviceHandler,
} from '../server/handler.js';
import { errorReply, type ErrorReply } from '../wire-error.js';

const every = Object.values(StartState).reduce((mask: number, state) => mask | (1 << state), 0);

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
};

const BITS_PER_PS = 64n; // the link takes 1 ps for 64 bits, either way
const ADC_PS = 1000n;

/** A device without physics: a run answers with its drive codes, `reads` times, after `gate`. */
export class PlainDevice implements SpuDeviceHandler {
  readonly values = new Map<RegisterName, number | bigint>();
  readonly arrays = new Map<ArrayId, Uint8Array>();
  readonly linkLog: {
    readonly way: 'down' | 'up';
    readonly frame: LinkFrame;
    readonly departurePs: bigint;
  }[] = [];
  readonly log: string[] = [];
  state: DeviceState = DeviceState.IDLE;
  refuseWrites: ErrorReply | undefined;
  /** what a run waits for */
  gate: () => Promise<void> = () => Promise.resolve();
  private armed: ProblemCommit | undefined;
  private held: Uint8Array = new Uint8Array(0);
  private runs = 0n;

  constructor(readonly capabilities: CapabilityRecord = plainCapabilities) {}

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
    const storage = new Uint8Array(totalBytes);
    this.arrays.set(array, storage);
    return storage;
  }

  commit(commit: ProblemCommit): undefined {
    this.log.push('commit');
    this.armed = commit;
    this.state = DeviceState.ARMED;
  }

  run(order: RunOrder, arrivalPs: bigint): Job | ErrorReply {
    this.log.push('run');
    if (this.armed === undefined) return errorReply(ErrorCode.BAD_STATE, { got: this.state });
    this.state = DeviceState.RUNNING;
    return { done: this.finish(order, arrivalPs), cancel: () => false };
  }

  private async finish({ reads, repeats }: RunOrder, arrivalPs: bigint): Promise<Reading> {
    await this.gate();
    this.held = this.arrays.get(ArrayId.DRIVE) ?? new Uint8Array(0);
    this.state = DeviceState.HOLDING;
    this.runs += 1n;
    return this.reading(reads * repeats, arrivalPs);
  }

  read({ reads }: ReadOrder, arrivalPs: bigint): Job {
    this.log.push('read');
    return { done: Promise.resolve(this.reading(reads, arrivalPs)), cancel: () => false };
  }

  completeReport(report: RunReport, linkUp: StageInterval): RunReport {
    return { ...report, stages: report.stages.with(Stage.LINK_UP, linkUp) };
  }

  status() {
    return { state: this.state, armed: this.armed === undefined ? 0 : 1, queuedRuns: 0, runs: this.runs, stickyErrors: 0 };
  }

  reset(): void {
    this.log.push('reset');
    this.values.clear();
    this.arrays.clear();
    this.armed = undefined;
    this.state = DeviceState.IDLE;
  }

  sessionClosed(): void {
    this.log.push('sessionClosed');
  }

  linkDown(frame: LinkFrame, departurePs: bigint): bigint {
    this.linkLog.push({ way: 'down', frame, departurePs });
    return departurePs + BigInt(frame.bits) / BITS_PER_PS + 1n;
  }

  linkUp(frame: LinkFrame, departurePs: bigint): bigint {
    this.linkLog.push({ way: 'up', frame, departurePs });
    return departurePs + BigInt(frame.bits) / BITS_PER_PS + 1n;
  }

  private reading(reads: number, arrivalPs: bigint): Reading {
    const codes = new Uint8Array(reads * this.held.length);
    for (let k = 0; k < reads; k++) codes.set(this.held, k * this.held.length);
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
