import {
  ArrayId,
  bytesOfCodes,
  codeArrayConstructor,
  codesFromBytes,
  CodeKind,
  DeviceState,
  ErrorCode,
  errorReply,
  formatsOf,
  GridKind,
  griddedRegisters,
  Latch,
  memoryTransportPair,
  Observation,
  registers,
  RunFeature,
  SimulationFeature,
  SpuClient,
  SpuServer,
  Stage,
  StartState,
  type ArrayWrite,
  type CapabilityRecord,
  type CodeArray,
  type DeviceCondition,
  type ErrorReply,
  type Grid,
  type Job,
  type LinkFrame,
  type ProblemCommit,
  type Reading,
  type ReadOrder,
  type RegisterEntry,
  type RegisterName,
  type RunOrder,
  type RunReport,
  type SpuDeviceHandler,
  type StageInterval,
} from '@thermoloop/protocol';
import { VirtualClock, type HostClock } from '@thermoloop/sim-kernel';
import { relax, type Matrix } from './dense-algebra.js';

/** What the tests of the driver may do to the device. */
export interface DenseDeviceOptions {
  /** Added to the voltage of a cell at the k-th reading since the start. */
  readonly readErrorV?: (reading: number, cell: number) => number;
  /** A refusal in place of the answer to a command. */
  readonly refuse?: Partial<Record<'registers' | 'write' | 'commit' | 'run' | 'read', ErrorReply>>;
  /** What the k-th run or reading waits for before it begins, in wall time. */
  readonly pace?: (job: number) => Promise<void>;
  /** Of the link, each way; 0.05 if absent. */
  readonly linkBitsPerPs?: number;
}

/** What the device was told, command by command. */
export interface DenseDeviceLog {
  readonly commands: string[];
  readonly registers: Partial<Record<RegisterName, number | bigint>>[];
  readonly runs: RunOrder[];
}

type Registers = ReadonlyMap<RegisterName, number | bigint>;

/** A problem as a run takes it with it. */
interface DenseProblem {
  readonly rows: number;
  readonly cells: number;
  readonly codes: ReadonlyMap<ArrayId, CodeArray>;
  /** As they stood when it latched. */
  readonly registers: Registers;
}

const dacPs = 1000n;
const settlePs = 500n;
const adcPs = 2000n;

/**
 * A device for tests: it solves τ V̇ = −(λ_d + ρ BcᵀScBc) V + δ gc densely in f64 from the codes and registers it was
 * sent, holds the voltages in f32 (or lets them go on where the record says so), and refuses (throws for) a register
 * that is off its grid. A run takes problem and registers with it when it comes, and waits for those before. No noise.
 */
export class DenseDevice implements SpuDeviceHandler {
  readonly log: DenseDeviceLog = { commands: [], registers: [], runs: [] };
  /** Refuses every RUN as unstable. */
  refuseRuns = false;
  /** Held voltages. */
  volts = new Float32Array();
  /** Codes of the problem that latched last, by array. */
  codes: ReadonlyMap<ArrayId, CodeArray> = new Map();
  readonly #registers = new Map<RegisterName, number | bigint>(
    Object.entries(registers).map(([name, { reset }]) => [name as RegisterName, reset]),
  );
  #storage = new Map<ArrayId, { bytes: Uint8Array; write: ArrayWrite }>();
  #armed: ProblemCommit | undefined;
  #latched: DenseProblem | undefined;
  /** Banks that runs have taken and still need. */
  #banksTaken = 0;
  #jobs = 0;
  #jobsLeft = 0;
  #lastJob: Promise<unknown> = Promise.resolve();
  #busyUntilPs = 0n;
  #relaxedUntilPs = 0n;
  #readings = 0;

  constructor(
    readonly capabilities: CapabilityRecord,
    private readonly options: DenseDeviceOptions = {},
  ) {}

  writeRegisters(entries: readonly RegisterEntry[]): ErrorReply | undefined {
    this.log.commands.push('registers');
    if (this.options.refuse?.registers) return this.options.refuse.registers;
    for (const { name, value } of entries) {
      const gridded = griddedRegisters.find((known) => known === name);
      if (gridded !== undefined) mustLieOn(this.capabilities[gridded], Number(value), name);
      this.#registers.set(name, value);
    }
    this.log.registers.push(Object.fromEntries(entries.map(({ name, value }) => [name, value])));
    return undefined;
  }

  readRegister(name: RegisterName): number | bigint {
    return this.#registers.get(name)!;
  }

  beginWrite(write: ArrayWrite): Uint8Array | ErrorReply {
    this.log.commands.push(`write ${write.array}`);
    if (this.options.refuse?.write) return this.options.refuse.write;
    if (this.#banksTaken >= this.capabilities.banks) return badState(DeviceState.RUNNING);
    this.#armed = undefined;
    const bytes = new Uint8Array(write.totalBytes);
    this.#storage.set(write.array, { bytes, write });
    return bytes;
  }

  commit(commit: ProblemCommit): ErrorReply | undefined {
    this.log.commands.push('commit');
    if (this.options.refuse?.commit) return this.options.refuse.commit;
    this.#armed = commit;
    return undefined;
  }

  run(order: RunOrder, arrivalPs: bigint): Job | ErrorReply {
    this.log.commands.push('run');
    if (this.options.refuse?.run) return this.options.refuse.run;
    if (this.refuseRuns) return errorReply(ErrorCode.UNSTABLE, { got: 0.5 });
    if (this.#jobsLeft > this.capabilities.runQueueDepth)
      return errorReply(ErrorCode.QUEUE_FULL, { got: this.#jobsLeft - 1 });
    const registersNow = new Map(this.#registers);
    const armed = order.latch === Latch.ARMED ? this.#takeArmed(registersNow) : undefined;
    if (order.latch === Latch.ARMED && armed === undefined) return badState(DeviceState.IDLE);
    this.log.runs.push(order);
    if (armed !== undefined) this.#banksTaken++;
    return this.#job(() => {
      if (armed !== undefined) this.#banksTaken--;
      return this.#relax(order, armed, registersNow, arrivalPs);
    });
  }

  /** It has no test point, and the server knows. */
  measure(): ErrorReply {
    return errorReply(ErrorCode.NOT_SUPPORTED);
  }

  read(order: ReadOrder, arrivalPs: bigint): Job | ErrorReply {
    this.log.commands.push(`read ${order.readIndex}`);
    if (this.options.refuse?.read) return this.options.refuse.read;
    const registersNow = new Map(this.#registers);
    return this.#job(() => {
      const codes = this.#readout(registersNow, order.reads);
      return codes.answer(this.#report(arrivalPs, { dac: 0n, settle: 0n, carryTau: 0, relaxTau: 0 }));
    });
  }

  completeReport(report: RunReport, linkUp: StageInterval): RunReport {
    return { ...report, stages: report.stages.with(Stage.LINK_UP, linkUp), bitsUp: 1000n };
  }

  status(): DeviceCondition {
    return { state: DeviceState.IDLE, armed: 0, queuedRuns: 0, runs: 0n, stickyErrors: 0 };
  }

  reset(): void {
    this.volts = new Float32Array();
  }

  sessionClosed(): void {
    this.#armed = undefined;
  }

  linkDown({ bits }: LinkFrame, departurePs: bigint): bigint {
    return departurePs + this.#linkTime(bits);
  }

  linkUp({ bits }: LinkFrame, departurePs: bigint): bigint {
    return departurePs + this.#linkTime(bits);
  }

  #linkTime(bits: number): bigint {
    return BigInt(Math.ceil(bits / (this.options.linkBitsPerPs ?? 0.05)));
  }

  #takeArmed(registersNow: Registers): DenseProblem | undefined {
    if (this.#armed === undefined) return undefined;
    const { rows, cells, arrays } = this.#armed;
    this.#armed = undefined;
    const codes = new Map(
      arrays.map((array) => {
        const { bytes, write } = this.#storage.get(array)!;
        return [array, codesFromBytes(write.codeKind, bytes.slice())];
      }),
    );
    return { rows, cells, codes, registers: registersNow };
  }

  #job(work: () => Reading): Job {
    const pace = this.options.pace?.(this.#jobs++);
    this.#jobsLeft++;
    const done = this.#lastJob.then(async () => {
      await pace;
      this.#jobsLeft--;
      return work();
    });
    this.#lastJob = done;
    return { done, cancel: () => false };
  }

  #relax(
    order: RunOrder,
    armed: DenseProblem | undefined,
    registersNow: Registers,
    arrivalPs: bigint,
  ): Reading {
    const { runTimerStepS, timeConstantS, holds } = this.capabilities;
    const tau = (ticks: bigint): number => (Number(ticks) * runTimerStepS) / timeConstantS;
    const startPs = arrivalPs > this.#busyUntilPs ? arrivalPs : this.#busyUntilPs;
    const idleTau = holds === 1 ? 0 : Number(startPs + dacPs - this.#relaxedUntilPs) / 1e12 / timeConstantS;
    const before = this.#latched;
    const carryTau = before === undefined ? 0 : tau(order.carryTicks) + idleTau;
    if (before !== undefined && carryTau > 0) this.volts = relaxed(before, this.volts, carryTau);
    const problem = armed ?? before;
    if (problem === undefined) throw new Error('nothing has latched');
    this.#latched = problem;
    this.codes = problem.codes;
    const live = order.observation === Observation.LIVE;
    const readout = this.#readout(registersNow);
    for (let repeat = 0; repeat < order.repeats; repeat++) {
      this.volts = relaxed(problem, startVolts(order.start, problem, this.volts), tau(order.runTicks));
      for (let read = 0; read < order.reads; read++) {
        if (live && read > 0) this.volts = relaxed(problem, this.volts, tau(order.spacingTicks));
        readout.take();
      }
    }
    const spacings = live ? BigInt(order.reads - 1) * order.spacingTicks : 0n;
    const relaxTau = order.repeats * tau(order.runTicks + spacings);
    const carriedTau = before === undefined ? 0 : tau(order.carryTicks);
    const report = this.#report(startPs, { dac: dacPs, settle: settlePs, carryTau: carriedTau, relaxTau });
    this.#relaxedUntilPs = report.stages[Stage.RELAX]!.endPs;
    return readout.answer({ ...report, carryPs: this.#duration(carryTau) });
  }

  /** Takes readings of the cells as they are. */
  #readout(registersNow: Registers, reads = 0): { take(): void; answer(report: RunReport): Reading } {
    const format = formatsOf(this.capabilities)[ArrayId.READOUT];
    const gain = Number(registersNow.get('readoutGain'));
    const largest = 2 ** (format.resolutionBits - 1) - 1;
    const codes: number[] = [];
    let adcClipped = 0;
    const take = (): void => {
      this.volts.forEach((volts, cell) => {
        const ratio = (volts + (this.options.readErrorV?.(this.#readings, cell) ?? 0)) / gain;
        const code = format.kind === CodeKind.FLOAT32 ? ratio : halfToEven(ratio);
        const clips = format.kind !== CodeKind.FLOAT32 && Math.abs(code) > largest;
        if (clips) adcClipped++;
        codes.push(clips ? Math.sign(code) * largest : code);
      });
      this.#readings++;
    };
    for (let read = 0; read < reads; read++) take();
    return {
      take,
      answer: (report) => ({
        codes: bytesOfCodes(codeArrayConstructor(format.kind).from(codes)).slice(),
        report: { ...report, adcConversions: BigInt(codes.length), adcClipped },
      }),
    };
  }

  #duration(timeTau: number): bigint {
    return BigInt(Math.round(timeTau * this.capabilities.timeConstantS * 1e12));
  }

  #report(
    startPs: bigint,
    last: { dac: bigint; settle: bigint; carryTau: number; relaxTau: number },
  ): RunReport {
    const [carry, relax] = [this.#duration(last.carryTau), this.#duration(last.relaxTau)];
    let atPs = startPs;
    const stages = [0n, last.dac, carry, last.settle, relax, adcPs, 0n].map((duration) => {
      const begin = atPs;
      atPs += duration;
      return { startPs: begin, endPs: atPs };
    });
    this.#busyUntilPs = atPs;
    return {
      stages,
      energyJ: [0, 1e-9, 0, 0, 2e-9, 3e-9, 0],
      dacConversions: 7n,
      adcConversions: 0n,
      bitsDown: 4000n,
      bitsUp: 0n,
      dacClipped: 0,
      adcClipped: 0,
      droopV2: 0,
      carryPs: carry,
      railedCells: 0,
    };
  }
}

const badState = (state: DeviceState): ErrorReply => errorReply(ErrorCode.BAD_STATE, { got: state });

const numberOf = ({ registers: values }: DenseProblem, name: RegisterName): number =>
  Number(values.get(name));

function relaxed(
  problem: DenseProblem,
  volts: ArrayLike<number>,
  timeTau: number,
): Float32Array<ArrayBuffer> {
  const drive = [...problem.codes.get(ArrayId.DRIVE)!].map((code) => numberOf(problem, 'driveGain') * code);
  return Float32Array.from(relax(systemMatrix(problem), drive, Array.from(volts), timeTau));
}

/** λ_d + ρ BcᵀScBc. */
function systemMatrix(problem: DenseProblem): Matrix {
  const { rows, cells, codes } = problem;
  const b = codes.get(ArrayId.COUPLINGS)!;
  const identity = numberOf(problem, 'identityBlocks') === 1;
  const blocks = identity ? [] : codes.get(ArrayId.BLOCKS)!;
  const size = identity ? 1 : blocks.length / rows;
  const sb = Array.from({ length: rows }, (_, r) => {
    const first = r - (r % size);
    return Array.from({ length: cells }, (_cell, i) => {
      let sum = 0;
      for (let k = 0; k < size; k++)
        sum += (identity ? 1 : blocks[r * size + k]!) * b[(first + k) * cells + i]!;
      return sum;
    });
  });
  return Array.from({ length: cells }, (_, i) =>
    Array.from({ length: cells }, (_cell, j) => {
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += b[r * cells + i]! * sb[r]![j]!;
      return (i === j ? numberOf(problem, 'leak') : 0) + numberOf(problem, 'couplingGain') * sum;
    }),
  );
}

function startVolts(start: StartState, problem: DenseProblem, held: Float32Array): ArrayLike<number> {
  const gain = numberOf(problem, 'startGain');
  switch (start) {
    case StartState.GRADIENT:
      return Array.from(problem.codes.get(ArrayId.DRIVE)!, (code) => gain * code);
    case StartState.WRITTEN:
      return Array.from(problem.codes.get(ArrayId.START)!, (code) => gain * code);
    case StartState.PREVIOUS:
      if (held.length !== problem.cells) throw new Error('the cells hold nothing');
      return held;
    case StartState.ZERO:
      return new Array<number>(problem.cells).fill(0);
  }
}

/** A connected client of a dense device, in one process. */
export async function connectDense(
  device: DenseDevice,
  clock: HostClock = new VirtualClock(),
): Promise<{ client: SpuClient; server: SpuServer; clock: HostClock }> {
  const { host, device: end } = memoryTransportPair();
  const server = new SpuServer(device);
  server.attach(end);
  const connected = await SpuClient.connect(host, clock);
  if (!connected.ok) throw new Error(connected.error.sentence());
  return { client: connected.value, server, clock };
}

function halfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Throws unless the value is a point of the grid, by the definition of its kind. */
function mustLieOn(grid: Grid, value: number, register: RegisterName): void {
  const between = value >= grid.minimum && value <= grid.maximum;
  if (!between || !isPoint(grid, value)) throw new Error(`${register} = ${value} is off its grid`);
}

function isPoint({ kind, minimum, step, mantissaBits }: Grid, value: number): boolean {
  switch (kind) {
    case GridKind.CONTINUOUS:
      return true;
    case GridKind.FIXED:
      return value === minimum;
    case GridKind.LINEAR:
      return Math.round(value / step) * step === value;
    case GridKind.FLOATING: {
      if (value === 0) return true;
      let mantissa = Math.abs(value);
      while (mantissa >= 2) mantissa /= 2;
      while (mantissa < 1) mantissa *= 2;
      return Number.isInteger(mantissa * 2 ** mantissaBits);
    }
  }
}

const anyGain: Grid = { kind: GridKind.CONTINUOUS, mantissaBits: 0, minimum: 0, maximum: 1e12, step: 0 };
/** Values instead of codes, continuous gains and noise. */
export const idealRecord: CapabilityRecord = {
  vendor: 'test',
  chip: 'ideal',
  firmwareMajor: 0,
  firmwareMinor: 1,
  cells: 64,
  rows: 64,
  blockSize: 16,
  maximumReads: 64,
  maximumPayloadBytes: 4096,
  banks: 2,
  holds: 1,
  startStates: 0b1111,
  runQueueDepth: 1,
  runFeatures: RunFeature.CARRY | RunFeature.LIVE_READS | RunFeature.REPEATS,
  readoutBufferBytes: 1 << 16,
  simulationFeatures: SimulationFeature.TIME | SimulationFeature.REGISTERS,
  couplingFormat: { kind: CodeKind.FLOAT32, resolutionBits: 32 },
  blockFormat: { kind: CodeKind.FLOAT32, resolutionBits: 32 },
  driveFormat: { kind: CodeKind.FLOAT32, resolutionBits: 32 },
  startFormat: { kind: CodeKind.FLOAT32, resolutionBits: 32 },
  readoutFormat: { kind: CodeKind.FLOAT32, resolutionBits: 32 },
  couplingGain: anyGain,
  driveGain: anyGain,
  leak: anyGain,
  startGain: anyGain,
  readoutGain: anyGain,
  noise: anyGain,
  timeConstantS: 1e-6,
  runTimerStepS: 1e-9,
  runTimerMaximumTicks: 10_000_000n,
  readoutSkewS: 0,
  holdDroopPerS: 0,
  testPoints: 0,
  dacConverters: 1,
  adcConverters: 1,
  referenceV: 0,
};

const floating = (mantissaBits: number, low: number, high: number): Grid => ({
  kind: GridKind.FLOATING,
  mantissaBits,
  minimum: 2 ** low,
  maximum: 2 ** high,
  step: 0,
});

/** A chip with 8-bit couplings and readout, 12-bit drive, coarse gains and fixed noise. */
export const codedRecord: CapabilityRecord = {
  ...idealRecord,
  chip: 'coded',
  couplingFormat: { kind: CodeKind.INT8, resolutionBits: 8 },
  blockFormat: { kind: CodeKind.INT8, resolutionBits: 8 },
  driveFormat: { kind: CodeKind.INT16, resolutionBits: 12 },
  startFormat: { kind: CodeKind.INT16, resolutionBits: 12 },
  readoutFormat: { kind: CodeKind.INT8, resolutionBits: 8 },
  couplingGain: floating(4, -30, 0),
  driveGain: floating(4, -30, -8),
  leak: floating(5, -12, 3),
  startGain: floating(4, -30, -8),
  readoutGain: floating(0, -16, -6),
  noise: { kind: GridKind.FIXED, mantissaBits: 0, minimum: 4e-12, maximum: 4e-12, step: 0 },
};
