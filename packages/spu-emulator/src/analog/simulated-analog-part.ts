import {
  createAdc,
  createCouplingDriver,
  createDac,
  NotFiniteError,
  type Adc,
  type CouplingDriver,
  type Dac,
} from '@thermoloop/bus';
import { RunStopped } from '@thermoloop/compute';
import {
  bytesOfCodes,
  codeArrayConstructor,
  codesFromBytes,
  ErrorCode,
  errorReply,
  StartState,
  type CodeArray,
  type ErrorReply,
} from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import type { ChipSpec } from '../chip/chip-schema.js';
import { asymmetry, type BlockMatrix } from '../physics/block-matrix.js';
import type { Physics, StartCondition } from '../physics/physics.js';
import { largestFloat32, UnusableCodesError } from '../physics/unusable-codes-error.js';
import type {
  AnalogAnswer,
  AnalogPart,
  AnalogRead,
  AnalogReading,
  AnalogRun,
  CodedArray,
  CodedProblem,
  ReadoutOrder,
} from './analog-part.js';
import { drawsOf, type RunDraws } from './draws.js';
import { NotSymmetrisableError, OrderAbandoned, refusalOf } from './refusal-of.js';

/** Relative; blocks of f32 values may differ from their transposes by rounding. */
const symmetryTolerance = 1e-6;

/** The side that gives the orders. */
export interface Supervisor {
  /** Asked between the steps of an order; once it says yes the order ends with ABORTED. */
  isAbandoned(): boolean;
  /** Told of what an order failed of when it is answered with INTERNAL. */
  failed(fault: unknown): void;
}

/** Converters and cells of a chip spec. Whatever an order fails of is its answer; the next one is served. */
export class SimulatedAnalogPart implements AnalogPart {
  readonly #physics: Physics;
  readonly #couplings: CouplingDriver;
  readonly #dac: Dac;
  readonly #adc: Adc;
  readonly #supervisor: Supervisor;
  /** what the latched problem still needs */
  #latched: Latched | undefined;

  constructor(spec: ChipSpec, physics: Physics, supervisor: Supervisor) {
    const instance = RandomStream.named(spec.instanceSeed, 'chip');
    this.#physics = physics;
    this.#couplings = createCouplingDriver(spec.coupling);
    this.#dac = createDac(spec.dac, instance.child('dac'));
    this.#adc = createAdc(spec.adc, instance.child('adc'));
    this.#supervisor = supervisor;
  }

  async run(order: AnalogRun): Promise<AnalogAnswer> {
    const freed: ArrayBuffer[] = [];
    const draws = drawsOf(order.readout.draws);
    const outcome = await this.#guarded(async () => {
      const dacClipped =
        order.problem === undefined ? 0 : await this.#latch(order.problem, order.threads, draws, freed);
      this.#checkAbandoned();
      const lossV2 = this.#lossV2(order.retention);
      await this.#physics.relax({
        start: this.#startCondition(order),
        runTimeTau: order.runTimeTau,
        noiseVarianceV2: order.noiseVarianceV2,
        noise: draws.relaxation,
      });
      this.#checkAbandoned();
      return { ...this.#readOut(order.readout, draws, 1), dacClipped, lossV2 };
    });
    return { outcome, freed };
  }

  async read({ retention, readout }: AnalogRead): Promise<AnalogAnswer> {
    const outcome = await this.#guarded(() => {
      const reading = this.#readOut(readout, drawsOf(readout.draws), retention);
      return Promise.resolve({ ...reading, dacClipped: 0, lossV2: this.#lossV2(retention) });
    });
    return { outcome, freed: [] };
  }

  clear(): void {
    this.#physics.clear();
    this.#latched = undefined;
  }

  /** Converts and programs a bank. Returns how many codes saturated. */
  async #latch(
    problem: CodedProblem,
    threads: number,
    draws: RunDraws,
    freed: ArrayBuffer[],
  ): Promise<number> {
    const { gains, rows, cells } = problem;
    if (this.#latched !== undefined) freed.push(this.#latched.couplings);
    this.#latched = undefined;
    const couplings = codesOf(problem.couplings);
    const blocks = problem.blocks && this.#blocksOf(problem.blocks, rows);
    const drive = this.#convert('drive', problem.drive, cells, draws.driveDac);
    const start = problem.start && this.#convert('start', problem.start, cells, draws.startDac);
    for (const array of [problem.blocks, problem.drive, problem.start]) {
      if (array !== undefined) freed.push(array.bytes.buffer);
    }
    const { clipped } = this.#couplings.limit(couplings);
    await this.#physics.program(
      {
        rows,
        cells,
        couplings,
        ...(blocks && { blocks: blocks.matrix }),
        drive: drive.analog,
        couplingGain: gains.couplingGain,
        driveGainV: gains.driveGain,
        leak: gains.leak,
      },
      threads,
    );
    this.#latched = {
      couplings: problem.couplings.bytes.buffer,
      startGainV: gains.startGain,
      ...(start && { start: start.analog }),
    };
    return clipped + (blocks?.clipped ?? 0) + drive.clipped + (start?.clipped ?? 0);
  }

  #blocksOf(array: CodedArray, rows: number): { matrix: BlockMatrix; clipped: number } {
    const codes = codesOf(array);
    const { clipped } = this.#couplings.limit(codes);
    const values = Float64Array.from(codes);
    const unusable = values.find((value) => !Number.isFinite(value));
    if (unusable !== undefined) throw new UnusableCodesError('blocks', unusable, largestFloat32);
    const matrix = { size: codes.length / rows, values };
    if (asymmetry(matrix) > symmetryTolerance) throw new NotSymmetrisableError();
    return { matrix, clipped };
  }

  #convert(
    name: 'drive' | 'start',
    array: CodedArray,
    cells: number,
    noise: RandomStream,
  ): { analog: Float32Array; clipped: number } {
    const codes = codesOf(array);
    const analog = new Float32Array(cells);
    try {
      return { analog, ...this.#dac.convert(codes, analog, noise) };
    } catch (error) {
      if (!(error instanceof NotFiniteError)) throw error;
      throw new UnusableCodesError(name, codes[error.index] as number, largestFloat32);
    }
  }

  #startCondition({ start, retention }: AnalogRun): StartCondition {
    const latched = this.#latched;
    switch (start) {
      case StartState.ZERO:
        return { kind: 'zero' };
      case StartState.PREVIOUS:
        return { kind: 'held', retention };
      case StartState.GRADIENT:
        return { kind: 'drive', gainV: latched?.startGainV ?? 0 };
      case StartState.WRITTEN:
        if (latched?.start === undefined) throw new Error('the latched problem has no start codes');
        return { kind: 'written', codes: latched.start, gainV: latched.startGainV };
    }
  }

  #readOut(
    { reads, voltsPerCode }: ReadoutOrder,
    draws: RunDraws,
    retention: number,
  ): Pick<AnalogReading, 'codes' | 'adcClipped'> {
    const held = this.#physics.read();
    if (held === undefined) throw new Error('the cells hold nothing to read');
    const volts = retention === 1 ? held : held.map((value) => retention * value);
    const codes: CodeArray = new (codeArrayConstructor(this.#adc.format.kind))(reads * volts.length);
    let adcClipped = 0;
    for (let read = 0; read < reads; read++) {
      const out = codes.subarray(read * volts.length, (read + 1) * volts.length);
      adcClipped += this.#adc.convert(volts, voltsPerCode, out, draws.adc(read)).clipped;
    }
    return { codes: bytesOfCodes(codes) as Uint8Array<ArrayBuffer>, adcClipped };
  }

  /** Mean square of what the held cells have lost. */
  #lossV2(retention: number): number {
    const held = this.#physics.read();
    if (held === undefined || retention === 1) return 0;
    let sum = 0;
    for (const volts of held) sum += volts * volts;
    return ((1 - retention) ** 2 * sum) / held.length;
  }

  #checkAbandoned(): void {
    if (this.#supervisor.isAbandoned()) throw new OrderAbandoned();
  }

  async #guarded(act: () => Promise<AnalogReading>): Promise<AnalogReading | ErrorReply> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof RunStopped) throw error; // the process ends, no one waits
      const refusal = refusalOf(error);
      if (refusal === undefined) this.#supervisor.failed(error);
      return refusal ?? errorReply(ErrorCode.INTERNAL);
    }
  }
}

interface Latched {
  /** the buffer that the physics works on */
  readonly couplings: ArrayBuffer;
  readonly startGainV: number;
  readonly start?: Float32Array;
}

function codesOf({ kind, bytes }: CodedArray): CodeArray {
  return codesFromBytes(kind, bytes);
}
