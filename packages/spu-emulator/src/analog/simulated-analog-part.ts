import {
  createAdc,
  createCouplingDriver,
  createDac,
  NotFiniteError,
  type Adc,
  type Conversion,
  type CouplingDriver,
  type Dac,
} from '@thermoloop/bus';
import { RunStopped } from '@thermoloop/compute';
import {
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
import { railVoltage } from '../physics/create-physics.js';
import { holdFixed } from '../physics/fixed-cells.js';
import type { Physics, StartCondition, Watch } from '../physics/physics.js';
import { largestFloat32, UnusableCodesError } from '../physics/unusable-codes-error.js';
import type {
  AnalogAnswer,
  AnalogMeasure,
  AnalogPart,
  AnalogRead,
  AnalogReading,
  AnalogRun,
  CodedArray,
  CodedProblem,
} from './analog-part.js';
import { ArrayErrors } from './array-errors.js';
import { Digitizer } from './digitizer.js';
import { drawsOf, measureDrawsOf, type RunDraws } from './draws.js';
import { NotSymmetrisableError, OrderAbandoned, refusalOf } from './refusal-of.js';
import { measured } from './test-input.js';

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
  readonly #arrayErrors: ArrayErrors;
  readonly #dac: Dac;
  readonly #adc: Adc;
  readonly #supervisor: Supervisor;
  /** infinite where there are none */
  readonly #railV: number;
  /** what the latched problem still needs */
  #latched: Latched | undefined;
  #isAbandoned = false;

  constructor(spec: ChipSpec, physics: Physics, supervisor: Supervisor) {
    const instance = RandomStream.named(spec.instanceSeed, 'chip');
    this.#physics = physics;
    this.#couplings = createCouplingDriver(spec.coupling);
    this.#arrayErrors = new ArrayErrors(spec, instance.child('array'));
    this.#dac = createDac(spec.dac, instance.child('dac'));
    this.#adc = createAdc(spec.adc, instance.child('adc'));
    this.#supervisor = supervisor;
    this.#railV = railVoltage(spec.cell.rails);
  }

  async run(order: AnalogRun): Promise<AnalogAnswer> {
    const freed: ArrayBuffer[] = [];
    const draws = drawsOf(order.readout.draws);
    const outcome = await this.#guarded(async () => {
      // who does not start from the held cells has lost nothing with them
      const lossV2 = order.start === StartState.PREVIOUS ? this.#lossV2(order.retention) : 0;
      const { problem } = order;
      const latch = (): Promise<number> =>
        problem === undefined ? Promise.resolve(0) : this.#latch(problem, order, draws, freed);
      const retention = await this.#carryOn(order, draws).catch(async (error: unknown) => {
        // also a run that is abandoned before has latched its problem
        if (error instanceof OrderAbandoned) await latch();
        throw error;
      });
      const dacClipped = await latch();
      this.#checkpoint();
      const reading = await this.#relax(order, retention, draws);
      return { ...reading, dacClipped, lossV2 };
    });
    return { outcome, freed };
  }

  async read({ retention, driftTau, noiseVarianceV2, reads, readout }: AnalogRead): Promise<AnalogAnswer> {
    const outcome = await this.#guarded(async () => {
      const lossV2 = this.#lossV2(retention);
      if (driftTau > 0) {
        const { drift: noise } = drawsOf(readout.draws);
        await this.#goOn({ retention, runTimeTau: driftTau, noiseVarianceV2, noise });
      }
      const held = this.#physics.read();
      if (held === undefined) throw new Error('the cells hold nothing to read');
      const left = driftTau > 0 ? 1 : retention;
      const volts = left === 1 ? held : held.map((value) => left * value);
      if (left !== 1) holdFixed(volts, this.#arrayErrors.fixedCells(volts.length));
      const digitizer = new Digitizer(this.#adc, readout, this.#railV, {
        repeats: 1,
        reads,
        cells: held.length,
      });
      for (let read = 0; read < reads; read++) digitizer.convert(volts, 0, read);
      return { ...digitizer.reading, dacClipped: 0, lossV2 };
    });
    return { outcome, freed: [] };
  }

  async measure(order: AnalogMeasure): Promise<AnalogAnswer> {
    const converters = { dac: this.#dac, adc: this.#adc };
    const outcome = await this.#guarded(() =>
      Promise.resolve(measured(order, converters, measureDrawsOf(order.draws))),
    );
    return { outcome, freed: [] };
  }

  abandon(): void {
    this.#isAbandoned = true;
  }

  clear(): void {
    this.abandon();
    this.#physics.clear();
    this.#latched = undefined;
  }

  /** The carry time, under the problem latched before. Returns what is left of the charge at the latch. */
  async #carryOn(order: AnalogRun, { carry: noise }: RunDraws): Promise<number> {
    const { carryTau, retention, noiseVarianceV2, start } = order;
    if (carryTau === 0 || start !== StartState.PREVIOUS || this.#latched?.drives !== true) return retention;
    await this.#goOn({ retention, runTimeTau: carryTau, noiseVarianceV2, noise });
    return 1;
  }

  /** Cells go on relaxing under the problem that drives them; empty ones where there is none stay empty. */
  async #goOn({
    retention,
    ...time
  }: {
    readonly retention: number;
    readonly runTimeTau: number;
    readonly noiseVarianceV2: number;
    readonly noise: RandomStream;
  }): Promise<void> {
    if (this.#latched?.drives !== true) return;
    await this.#physics.relax(
      { start: { kind: 'held', retention }, ...time },
      this.#watching(() => undefined),
    );
    this.#checkpoint();
  }

  async #relax(
    order: AnalogRun,
    retention: number,
    { relaxation: noise }: RunDraws,
  ): Promise<Pick<AnalogReading, 'codes' | 'adcClipped' | 'railedCells'>> {
    const latched = this.#latched;
    if (latched === undefined) throw new Error('no problem is latched');
    const { repeats, reads, runTimeTau, noiseVarianceV2, readout } = order;
    const isLive = reads.kind === 'live';
    const digitizer = new Digitizer(this.#adc, readout, this.#railV, {
      repeats,
      reads: reads.reads,
      cells: latched.cells,
    });
    const trajectories = {
      repeats,
      samples: isLive ? reads.reads : 1,
      spacingTau: isLive ? reads.spacingTau : 0,
    };
    latched.drives = false;
    await this.#physics.relax(
      {
        start: startCondition(order.start, retention, latched),
        runTimeTau,
        noiseVarianceV2,
        noise,
        trajectories,
      },
      this.#watching((repeat, sample, volts) => {
        if (isLive) digitizer.convert(volts, repeat, sample);
        else for (let read = 0; read < reads.reads; read++) digitizer.convert(volts, repeat, read);
      }),
    );
    this.#checkpoint();
    latched.drives = true;
    return digitizer.reading;
  }

  /** Converts and programs a bank. Returns how many codes saturated. */
  async #latch(
    problem: CodedProblem,
    { threads, programmedAtS: atS }: AnalogRun,
    draws: RunDraws,
    freed: ArrayBuffer[],
  ): Promise<number> {
    const { gains, rows, cells } = problem;
    if (this.#latched !== undefined) freed.push(this.#latched.couplings);
    this.#latched = undefined;
    const couplings = codesOf(problem.couplings);
    const blocks = problem.blocks && this.#blocksOf(problem.blocks, rows);
    const drive = this.#convert('drive', problem.drive, cells, { noise: draws.driveDac, atS });
    const start =
      problem.start && this.#convert('start', problem.start, cells, { noise: draws.startDac, atS });
    for (const array of [problem.blocks, problem.drive, problem.start]) {
      if (array !== undefined) freed.push(array.bytes.buffer);
    }
    const { clipped } = this.#couplings.limit(couplings);
    const coded = {
      rows,
      cells,
      couplings,
      ...(blocks && { blocks: blocks.matrix }),
      drive: drive.analog,
      couplingGain: gains.couplingGain,
      driveGainV: gains.driveGain,
      leak: gains.leak,
    };
    await this.#physics.program(this.#arrayErrors.applied(coded, draws), threads);
    this.#latched = {
      cells,
      couplings: problem.couplings.bytes.buffer,
      drives: false,
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
    conversion: Conversion,
  ): { analog: Float32Array; clipped: number } {
    const codes = codesOf(array);
    const analog = new Float32Array(cells);
    try {
      return { analog, ...this.#dac.convert(codes, analog, conversion) };
    } catch (error) {
      if (!(error instanceof NotFiniteError)) throw error;
      throw new UnusableCodesError(name, codes[error.index] as number, largestFloat32);
    }
  }

  /** Mean square of what the held cells have lost. */
  #lossV2(retention: number): number {
    const held = this.#physics.read();
    if (held === undefined || retention === 1) return 0;
    let sum = 0;
    for (const volts of held) sum += volts * volts;
    return ((1 - retention) ** 2 * sum) / held.length;
  }

  #watching(sampled: Watch['sampled']): Watch {
    return { sampled, checkpoint: () => this.#checkpoint() };
  }

  #checkpoint(): void {
    if (this.#isAbandoned || this.#supervisor.isAbandoned()) throw new OrderAbandoned();
  }

  async #guarded(act: () => Promise<AnalogReading>): Promise<AnalogReading | ErrorReply> {
    this.#isAbandoned = false;
    try {
      return await act();
    } catch (error) {
      if (error instanceof OrderAbandoned) this.#physics.discharge();
      if (error instanceof RunStopped) throw error; // the process ends, no one waits
      const refusal = refusalOf(error);
      if (refusal === undefined) this.#supervisor.failed(error);
      return refusal ?? errorReply(ErrorCode.INTERNAL);
    }
  }
}

interface Latched {
  readonly cells: number;
  /** the buffer that the physics works on */
  readonly couplings: ArrayBuffer;
  readonly startGainV: number;
  readonly start?: Float32Array;
  /** whether the cells have relaxed under it and were not refused */
  drives: boolean;
}

function startCondition(start: StartState, retention: number, latched: Latched): StartCondition {
  switch (start) {
    case StartState.ZERO:
      return { kind: 'zero' };
    case StartState.PREVIOUS:
      return { kind: 'held', retention };
    case StartState.GRADIENT:
      return { kind: 'drive', gainV: latched.startGainV };
    case StartState.WRITTEN:
      if (latched.start === undefined) throw new Error('the latched problem has no start codes');
      return { kind: 'written', codes: latched.start, gainV: latched.startGainV };
  }
}

function codesOf({ kind, bytes }: CodedArray): CodeArray {
  return codesFromBytes(kind, bytes);
}
