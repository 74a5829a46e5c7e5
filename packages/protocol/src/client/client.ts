import { randomInt } from 'node:crypto';
import { wallClock } from '@thermoloop/sim-kernel';
import { capabilitiesOf, SMALLEST_MAXIMUM_PAYLOAD, type Capabilities } from '../capabilities.js';
import { bytesOfCodes, bytesPerCode, codeKindOf, codesFromBytes, type CodeArray } from '../codes.js';
import { ArrayId, ErrorCode, Latch, Observation, TestInput } from '../generated/enums.js';
import { PROTOCOL_VERSION, SCHEMA_HASH } from '../generated/frame.js';
import { commands, type RunCommand, type StatusAnswer } from '../generated/messages.js';
import { registers, type RegisterName, type RegisterValues } from '../generated/registers.js';
import type { RunReport } from '../generated/structs.js';
import { registerEntries, registerValueOf } from '../registers.js';
import type { Transport } from '../transport/transport.js';
import { DATA_OVERHEAD_BYTES, STAMP_BYTES } from '../wire/frame.js';
import { errorReply, WireError, type Outcome } from '../wire-error.js';
import { ArrayWriter } from './array-writer.js';
import { CommandLink } from './command-link.js';
import { Readout } from './readout.js';
import { clientTiming, type ClientTiming } from './timing.js';
import type { LinkTraffic } from './traffic.js';

export type DeviceStatus = StatusAnswer;

/** Codes of `reads` readings of every cell, a reading after the other, and the device's report. */
export interface CellReading {
  readonly codes: CodeArray;
  readonly report: RunReport;
}

/** A RUN as its caller states it: what is left out is one held read of one trajectory of the armed problem, without carry. */
export type RunCommandOrder = Pick<RunCommand, 'start' | 'runTicks'> & Partial<RunCommand>;

export interface JobOptions {
  readonly signal?: AbortSignal;
}

/** What to convert instead of the cells. */
export type MeasureInput =
  | { readonly kind: 'zero' | 'reference' }
  | {
      readonly kind: 'loopback';
      readonly dacConverter: number;
      /** of the drive format; they must stay as they are until the answer */
      readonly codes: CodeArray;
      /** from the update of the DAC to the sample of the ADC */
      readonly delayTicks: bigint;
    };

const testInputs = {
  zero: TestInput.ZERO,
  reference: TestInput.REFERENCE,
  loopback: TestInput.LOOPBACK,
} as const;

/** Cells of a problem as far as the host knows, when it is asked: a command that it follows from may have been refused. */
type CellCount = () => number | undefined;

const unknown: CellCount = () => undefined;

/**
 * A larger payload gains nothing: one of this size stays in the cache of a processor from the codes to the kernel. It is
 * the same on every transport, since the virtual link counts frames.
 */
const MOST_PAYLOAD_BYTES = 262_144;

/** Pieces of codes are a multiple of this, so that elements are never cut. */
const PIECE_STEP_BYTES = 8;

/**
 * The host's end of a session with one device. Commands may be given without waiting for the answers of those
 * before; the device executes them in the order of the calls, and each promise is kept when its own terminal
 * answer has come. Faults of the wire and refusals are outcomes; wrong arguments reject with RangeError.
 */
export class SpuClient {
  private armedCells: CellCount = unknown;
  private heldCells: CellCount = unknown;
  private position = 0;

  private constructor(
    private readonly link: CommandLink,
    private readonly timing: ClientTiming,
    private known: Capabilities,
  ) {}

  /** Says HELLO and asks for the capabilities. On failure the transport is left open. */
  static async connect(
    transport: Transport,
    clock: { readonly nowPs: bigint },
    timing: ClientTiming = clientTiming,
  ): Promise<Outcome<SpuClient>> {
    const link = new CommandLink(transport, clock, SMALLEST_MAXIMUM_PAYLOAD, timing);
    const opened = await openSession(link);
    return opened.ok ? { ok: true, value: new SpuClient(link, timing, opened.value) } : opened;
  }

  get capabilities(): Capabilities {
    return this.known;
  }

  /** A snapshot of the counters. */
  get traffic(): Readonly<LinkTraffic> {
    return { ...this.link.traffic };
  }

  /**
   * All or none; u64 registers take bigints. Registers that only a simulation has are nothing that a link would carry:
   * written alone, they take no virtual time.
   */
  async writeRegisters(values: Partial<RegisterValues>): Promise<Outcome<void>> {
    const record = { registers: registerEntries(values) };
    const names = Object.keys(values) as RegisterName[];
    const isTimeless = names.every((name) => registers[name].simulationOnly);
    return nothing(
      await this.link.command('WRITE_REGISTERS', record, isTimeless ? { stamped: false } : this.inTurn),
    );
  }

  async readRegister<N extends RegisterName>(name: N): Promise<Outcome<RegisterValues[N]>> {
    const answer = await this.link.command(
      'READ_REGISTER',
      { address: registers[name].address },
      this.inTurn,
    );
    if (!answer.ok) return answer;
    return { ...answer, value: registerValueOf(name, answer.value.bits) as RegisterValues[N] };
  }

  /**
   * Writes one array of the next problem, rows × columns codes, row-major. The codes must stay as they are until
   * the answer. The CRC-32C is for the commit.
   */
  async write(
    array: ArrayId,
    codes: CodeArray,
    shape: { readonly rows: number; readonly columns: number },
  ): Promise<Outcome<{ crc32c: number }>> {
    const { rows, columns } = shape;
    if (rows * columns !== codes.length) {
      throw new RangeError(`${codes.length} codes are not ${rows} rows of ${columns}`);
    }
    const bytes = bytesOfCodes(codes);
    const room = Math.min(this.known.maximumPayloadBytes, MOST_PAYLOAD_BYTES) - DATA_OVERHEAD_BYTES;
    const writer = new ArrayWriter(this.link, array, bytes, room - (room % PIECE_STEP_BYTES));
    const record = {
      array,
      codeKind: codeKindOf(codes),
      rows,
      columns,
      totalBytes: bytes.length,
      position: 0,
    };
    let position = 0;
    const answer = await this.link.command('WRITE', record, {
      ...this.inTurn,
      refresh: () => {
        position = this.position;
        this.position = (this.position + bytes.length) >>> 0;
        return { ...record, position };
      },
      follow: (head, isWanted, send) => writer.sending(head, isWanted, send, () => position),
    });
    if (!answer.ok) return answer;
    if (answer.value.crc32c === writer.crc32c) {
      return { ...answer, value: { crc32c: writer.crc32c } };
    }
    const reply = errorReply(ErrorCode.BAD_TOTAL_CRC, {
      field: array,
      got: answer.value.crc32c,
      limit: writer.crc32c,
    });
    return { ok: false, error: new WireError(reply, 'WRITE') };
  }

  /** Checks the arrays and arms the bank that they were written to. `crc32c` as `write` gave them. */
  async commit(problem: {
    readonly arrays: readonly ArrayId[];
    readonly rows: number;
    readonly cells: number;
    readonly crc32c: Partial<Record<ArrayId, number>>;
  }): Promise<Outcome<void>> {
    const { arrays, rows, cells, crc32c } = problem;
    const inDevice = [ArrayId.COUPLINGS, ArrayId.BLOCKS, ArrayId.DRIVE, ArrayId.START];
    const record = {
      arrays: arrays.reduce((mask: number, array) => mask | (1 << array), 0),
      rows,
      cells,
      crc32c: inDevice.map((array) => (arrays.includes(array) ? (crc32c[array] ?? 0) : 0)),
    };
    let isKnown = true;
    this.armedCells = () => (isKnown ? cells : undefined);
    const answer = await this.link.command('COMMIT', record, this.inTurn);
    isKnown = answer.ok;
    return nothing(answer);
  }

  /**
   * Latches the armed problem, or keeps the latched one, relaxes for runTicks of the run timer, holds and reads. Several
   * may be given: they wait on the device for their turn. `signal` cancels it there; it then ends with ABORTED, unless
   * it was done before.
   */
  async run(order: RunCommandOrder, { signal }: JobOptions = {}): Promise<Outcome<CellReading>> {
    const record: RunCommand = {
      latch: Latch.ARMED,
      observation: Observation.HELD,
      reads: 1,
      repeats: 1,
      carryTicks: 0n,
      spacingTicks: 0n,
      ...order,
    };
    let isDone = true;
    const isArmed = record.latch === Latch.ARMED;
    const cells = isArmed ? this.armedCells : this.heldCells;
    if (isArmed) this.heldCells = () => (isDone ? cells() : undefined);
    const readout = this.readout(record.reads * record.repeats, cells);
    const answer = await this.link.command('RUN', record, {
      ...this.inTurn,
      readout,
      ...(signal && { signal }),
    });
    isDone = answer.ok;
    return this.reading(answer, readout);
  }

  /** Reads the held cells again at the present readout gain; behind the runs that wait. */
  async read(
    order: { readonly reads: number; readonly readIndex: number },
    { signal }: JobOptions = {},
  ): Promise<Outcome<CellReading>> {
    const readout = this.readout(order.reads, this.heldCells);
    const options = { ...this.inTurn, readout, ...(signal && { signal }) };
    return this.reading(await this.link.command('READ', order, options), readout);
  }

  /**
   * Converts a test input with one ADC: `reads` codes, or as many for each code of a loopback, side by side. The drive
   * gain scales the DAC, the readout gain the ADC, as they stand. `measureIndex` names the draws of a simulation. At most
   * `mostLoopbackCodes(reads)` codes.
   */
  async measure(
    input: MeasureInput,
    order: { readonly adcConverter: number; readonly reads: number; readonly measureIndex: number },
    { signal }: JobOptions = {},
  ): Promise<Outcome<CellReading>> {
    const loop = input.kind === 'loopback' ? input : undefined;
    const bytes = loop === undefined ? new Uint8Array(0) : bytesOfCodes(loop.codes);
    const count = loop?.codes.length ?? 0;
    if (bytes.length > this.measurePayloadBytes) {
      throw new RangeError(`a loopback of ${count} codes; expected at most ${this.mostLoopbackCodes(1)}`);
    }
    const readout = this.readout(order.reads, () => Math.max(1, count));
    const record = {
      input: testInputs[input.kind],
      codeKind: loop === undefined ? this.known.formats[ArrayId.DRIVE].kind : codeKindOf(loop.codes),
      count,
      dacConverter: loop?.dacConverter ?? 0,
      delayTicks: loop?.delayTicks ?? 0n,
      codes: bytes,
      ...order,
    };
    const options = { ...this.inTurn, readout, ...(signal && { signal }) };
    return this.reading(await this.link.command('MEASURE', record, options), readout);
  }

  /** How many codes one loopback may have that reads each of them so often: they come in one frame, and go into one readout. */
  mostLoopbackCodes(reads: number): number {
    const { formats, readoutBufferBytes } = this.known;
    const sent = this.measurePayloadBytes / bytesPerCode(formats[ArrayId.DRIVE].kind);
    const returned = readoutBufferBytes / (reads * bytesPerCode(formats[ArrayId.READOUT].kind));
    return Math.floor(Math.min(sent, returned));
  }

  /** How the device is, at once: it waits for nothing that was sent before and takes no virtual time. */
  status(): Promise<Outcome<DeviceStatus>> {
    return this.link.status();
  }

  /** Puts the device back to power-on, from any state, and opens a new session; commands in progress end with ABORTED. */
  async reset(): Promise<Outcome<void>> {
    const answer = await this.link.command('RESET', {}, { stamped: false });
    if (!answer.ok) return answer;
    this.link.failAll(errorReply(ErrorCode.ABORTED));
    const opened = await openSession(this.link);
    if (!opened.ok) return opened;
    this.known = opened.value;
    this.position = 0;
    this.armedCells = unknown;
    this.heldCells = unknown;
    return { ok: true, value: undefined };
  }

  /** Ends the session and closes the transport, also if the device does not answer. */
  async close(): Promise<void> {
    if (!this.link.isClosed) {
      const answer = this.link.command('CLOSE', {}, { stamped: false });
      await within(this.timing.closeWithinMs, answer);
    }
    await this.link.close();
  }

  /** What a MEASURE has room for beside its fields and its stamp. */
  private get measurePayloadBytes(): number {
    return this.known.maximumPayloadBytes - STAMP_BYTES - commands.MEASURE.command.fixedBytes;
  }

  private get inTurn(): { readonly stamped: boolean } {
    return { stamped: this.known.simulation.time };
  }

  private readout(readings: number, cells: CellCount): Readout {
    const { formats, readoutBufferBytes } = this.known;
    const bytes = readings * bytesPerCode(formats[ArrayId.READOUT].kind);
    const expected = (): number | undefined => {
      const count = cells();
      return count === undefined ? undefined : bytes * count;
    };
    return new Readout(expected, readoutBufferBytes);
  }

  private reading(answer: Outcome<{ report: RunReport }>, readout: Readout): Outcome<CellReading> {
    if (!answer.ok) return answer;
    const { kind } = this.known.formats[ArrayId.READOUT];
    return { ...answer, value: { codes: codesFromBytes(kind, readout.bytes), report: answer.value.report } };
  }
}

async function openSession(link: CommandLink): Promise<Outcome<Capabilities>> {
  link.begin(0, 0);
  const hello = await link.command(
    'HELLO',
    {
      versionMinimum: PROTOCOL_VERSION,
      versionMaximum: PROTOCOL_VERSION,
      hostNonce: randomInt(2 ** 32), // tells hosts apart; no result depends on it
      schemaHash: SCHEMA_HASH,
    },
    { stamped: false },
  );
  if (!hello.ok) return hello;
  link.begin(hello.value.session, hello.value.creditLimitBytes);
  const answer = await link.command('CAPABILITIES', {}, { stamped: false });
  if (!answer.ok) return answer;
  const capabilities = capabilitiesOf(answer.value);
  if (typeof capabilities === 'string') {
    return {
      ok: false,
      error: new WireError(errorReply(ErrorCode.BAD_ANSWER), 'CAPABILITIES', capabilities),
    };
  }
  link.maximumPayloadBytes = capabilities.maximumPayloadBytes;
  return { ok: true, value: capabilities };
}

const nothing = (answer: Outcome<unknown>): Outcome<void> =>
  answer.ok ? { ...answer, value: undefined } : answer;

/** Waits for something, but not for ever. */
function within(ms: number, something: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const callOff = wallClock.after(ms, resolve);
    void something.then(() => {
      callOff();
      resolve();
    });
  });
}
