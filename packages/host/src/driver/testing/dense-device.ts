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
  memoryTransportPair,
  registers,
  SimulationFeature,
  SpuClient,
  SpuServer,
  StartState,
  type ArrayWrite,
  type CapabilityRecord,
  type CodeArray,
  type DeviceCondition,
  type ErrorReply,
  type Grid,
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
import { VirtualClock } from '@thermoloop/sim-kernel';
import { relax, type Matrix } from './dense-algebra.js';

/** What the tests of the driver may do to the device. */
export interface DenseDeviceOptions {
  /** Added to the voltage of a cell at the k-th reading since the start. */
  readonly readErrorV?: (reading: number, cell: number) => number;
  /** A refusal in place of the answer to a command. */
  readonly refuse?: Partial<Record<'registers' | 'write' | 'commit' | 'run' | 'read', ErrorReply>>;
}

/** What the device was told, command by command. */
export interface DenseDeviceLog {
  readonly commands: string[];
  readonly registers: Partial<Record<RegisterName, number | bigint>>[];
}

const linkBitsPerPs = 0.05;

/**
 * A device for tests: it solves τ V̇ = −(λ_d + ρ BcᵀScBc) V + δ gc densely in f64 from the codes and registers it was
 * sent, holds the voltages in f32, and refuses (throws for) a register that is off its grid. No noise.
 */
export class DenseDevice implements SpuDeviceHandler {
  readonly log: DenseDeviceLog = { commands: [], registers: [] };
  /** Held voltages. */
  volts = new Float32Array();
  /** Codes of the last problem, by array. */
  codes = new Map<ArrayId, CodeArray>();
  readonly #registers = new Map<RegisterName, number | bigint>(
    Object.entries(registers).map(([name, { reset }]) => [name as RegisterName, reset]),
  );
  #storage = new Map<ArrayId, { bytes: Uint8Array; write: ArrayWrite }>();
  #armed: ProblemCommit | undefined;
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

  run(order: RunOrder, arrivalPs: bigint): Promise<Reading | ErrorReply> {
    this.log.commands.push('run');
    if (this.options.refuse?.run) return Promise.resolve(this.options.refuse.run);
    if (this.#armed === undefined)
      return Promise.resolve(errorReply(ErrorCode.BAD_STATE, { got: DeviceState.IDLE }));
    this.codes = new Map(
      this.#armed.arrays.map((array) => {
        const { bytes, write } = this.#storage.get(array)!;
        return [array, codesFromBytes(write.codeKind, bytes.slice())];
      }),
    );
    const { rows, cells } = this.#armed;
    this.#armed = undefined;
    const drive = this.#codesOf(ArrayId.DRIVE).map((code) => this.#number('driveGain') * code);
    const time = (Number(order.runTicks) * this.capabilities.runTimerStepS) / this.capabilities.timeConstantS;
    this.volts = Float32Array.from(
      relax(this.#systemMatrix(rows, cells), drive, this.#startVolts(order.start, cells), time),
    );
    return Promise.resolve(this.#reading(order.reads, arrivalPs, time));
  }

  read(order: ReadOrder, arrivalPs: bigint): Promise<Reading | ErrorReply> {
    this.log.commands.push(`read ${order.readIndex}`);
    if (this.options.refuse?.read) return Promise.resolve(this.options.refuse.read);
    return Promise.resolve(this.#reading(order.reads, arrivalPs, 0));
  }

  completeReport(report: RunReport, linkUp: StageInterval): RunReport {
    return { ...report, stages: [...report.stages.slice(0, 5), linkUp], bitsUp: 1000n };
  }

  status(): DeviceCondition {
    return { state: DeviceState.IDLE, armed: 0, runs: 0n, stickyErrors: 0 };
  }

  reset(): void {
    this.volts = new Float32Array();
  }

  sessionClosed(): void {
    this.#armed = undefined;
  }

  linkDown({ bits }: LinkFrame, departurePs: bigint): bigint {
    return departurePs + BigInt(Math.ceil(bits / linkBitsPerPs));
  }

  linkUp({ bits }: LinkFrame, departurePs: bigint): bigint {
    return departurePs + BigInt(Math.ceil(bits / linkBitsPerPs));
  }

  /** λ_d + ρ BcᵀScBc. */
  #systemMatrix(rows: number, cells: number): Matrix {
    const b = this.#codesOf(ArrayId.COUPLINGS);
    const identity = this.#number('identityBlocks') === 1;
    const blocks = identity ? [] : this.#codesOf(ArrayId.BLOCKS);
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
        return (i === j ? this.#number('leak') : 0) + this.#number('couplingGain') * sum;
      }),
    );
  }

  #startVolts(start: StartState, cells: number): number[] {
    const gain = this.#number('startGain');
    switch (start) {
      case StartState.GRADIENT:
        return this.#codesOf(ArrayId.DRIVE).map((code) => gain * code);
      case StartState.WRITTEN:
        return this.#codesOf(ArrayId.START).map((code) => gain * code);
      case StartState.PREVIOUS:
        if (this.volts.length !== cells) throw new Error('the cells hold nothing');
        return [...this.volts];
      case StartState.ZERO:
        return new Array<number>(cells).fill(0);
    }
  }

  #reading(reads: number, arrivalPs: bigint, timeTau: number): Reading {
    const format = formatsOf(this.capabilities)[ArrayId.READOUT];
    const gain = this.#number('readoutGain');
    const codes = new (codeArrayConstructor(format.kind))(reads * this.volts.length);
    const largest = 2 ** (format.resolutionBits - 1) - 1;
    let adcClipped = 0;
    for (let read = 0; read < reads; read++, this.#readings++) {
      this.volts.forEach((volts, cell) => {
        const ratio = (volts + (this.options.readErrorV?.(this.#readings, cell) ?? 0)) / gain;
        const code = format.kind === CodeKind.FLOAT32 ? ratio : halfToEven(ratio);
        const clips = format.kind !== CodeKind.FLOAT32 && Math.abs(code) > largest;
        if (clips) adcClipped++;
        codes[read * this.volts.length + cell] = clips ? Math.sign(code) * largest : code;
      });
    }
    return {
      codes: bytesOfCodes(codes).slice(),
      report: this.#report(arrivalPs, timeTau, codes.length, adcClipped),
    };
  }

  #report(arrivalPs: bigint, timeTau: number, conversions: number, adcClipped: number): RunReport {
    const lasts = [
      0n,
      1000n,
      500n,
      BigInt(Math.round(timeTau * this.capabilities.timeConstantS * 1e12)),
      2000n,
      0n,
    ];
    let atPs = arrivalPs;
    const stages = lasts.map((duration) => {
      const startPs = atPs;
      atPs += duration;
      return { startPs, endPs: atPs };
    });
    return {
      stages,
      energyJ: [0, 1e-9, 0, 2e-9, 3e-9, 0],
      dacConversions: 7n,
      adcConversions: BigInt(conversions),
      bitsDown: 4000n,
      bitsUp: 0n,
      dacClipped: 0,
      adcClipped,
      droopV2: 0,
    };
  }

  #codesOf(array: ArrayId): number[] {
    return [...this.codes.get(array)!];
  }

  #number(name: RegisterName): number {
    return Number(this.#registers.get(name));
  }
}

/** A connected client of a dense device, in one process. */
export async function connectDense(
  device: DenseDevice,
): Promise<{ client: SpuClient; server: SpuServer; clock: VirtualClock }> {
  const { host, device: end } = memoryTransportPair();
  const clock = new VirtualClock();
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
