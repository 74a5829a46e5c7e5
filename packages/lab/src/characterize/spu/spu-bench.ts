import { required } from '@thermoloop/host';
import {
  ArrayId,
  CodeKind,
  codeArrayConstructor,
  largestCode,
  Latch,
  type Stage,
  type Capabilities,
  type CodeArray,
  type CodeFormat,
  type Outcome,
  type RegisterValues,
  type RunCommandOrder,
  type RunReport,
} from '@thermoloop/protocol';
import { InterruptedError } from '../../interrupted-error.js';
import type { Bench } from '../bench.js';

/** Gains of a problem: banked registers. */
export interface Gains {
  /** ρ */
  readonly couplingGain: number;
  /** λ, in 1/τ */
  readonly leak: number;
  /** δ, in V per code */
  readonly driveGain: number;
  /** σ, in V per code */
  readonly startGain: number;
}

/** A problem with S = I in codes. What is left out is zero. */
export interface CodedProblem {
  readonly cells: number;
  readonly rows: number;
  /** rows × cells */
  readonly couplings?: ArrayLike<number>;
  readonly drive?: ArrayLike<number>;
  /** written only where given */
  readonly start?: ArrayLike<number>;
  readonly gains: Gains;
}

export type RunOfCells = Pick<RunCommandOrder, 'start' | 'runTicks'> &
  Partial<Pick<RunCommandOrder, 'reads' | 'repeats'>> & {
    readonly readoutGain: number;
    /** κ, where the chip has a control of it; else the noise is as it is */
    readonly noise?: number;
  };

export interface CellCodes {
  /** repeats × reads × cells */
  readonly codes: CodeArray;
  readonly report: RunReport;
}

/** Runs problems of codes on the device of a bench and waits for each answer on the host's clock. */
export class SpuBench {
  constructor(readonly bench: Bench) {}

  get capabilities(): Capabilities {
    return this.bench.client.capabilities;
  }

  /** Whether the device reports times on the clock of the host. */
  get isTimed(): boolean {
    return this.capabilities.simulation.time;
  }

  /** Writes a problem into the idle bank and runs it. @throws DeviceError, InterruptedError */
  async run(problem: CodedProblem, run: RunOfCells): Promise<CellCodes> {
    const { client } = this.bench;
    this.#refuseInterrupted();
    // all frames depart at one instant, one behind the other
    const registered = client.writeRegisters({
      ...problem.gains,
      identityBlocks: 1,
      ...this.#runRegisters(run),
    });
    const written = this.#arrays(problem).map(({ array, codes, rows, columns }) => ({
      array,
      answer: client.write(array, codes, { rows, columns }),
    }));
    required(await registered);
    const crc32c: Partial<Record<ArrayId, number>> = {};
    for (const { array, answer } of written) crc32c[array] = required(await answer).crc32c;
    const { rows, cells } = problem;
    const arrays = written.map(({ array }) => array);
    required(await client.commit({ arrays, rows, cells, crc32c }));
    return this.#order(run, Latch.ARMED);
  }

  /** Runs the latched problem again. */
  async again(run: RunOfCells): Promise<CellCodes> {
    this.#refuseInterrupted();
    required(await this.bench.client.writeRegisters(this.#runRegisters(run)));
    return this.#order(run, Latch.LATCHED);
  }

  /** Reads the held cells once more. */
  async read(reads: number, readIndex: number): Promise<CellCodes> {
    this.#refuseInterrupted();
    return this.#arrived(await this.bench.client.read({ reads, readIndex }));
  }

  /** Lets virtual time pass at the host; false where the device has a clock of its own. */
  waitS(seconds: number): boolean {
    if (!this.isTimed) return false;
    this.bench.clock.work(BigInt(Math.round(seconds * 1e12)));
    return true;
  }

  #runRegisters({ readoutGain, noise }: RunOfCells): Partial<RegisterValues> {
    return {
      readoutGain,
      ...(noise === undefined ? {} : { noise }),
      ...(this.capabilities.simulation.registers
        ? { simulationRunIndex: BigInt(this.bench.nextRunIndex()) }
        : {}),
    };
  }

  #arrays({ cells, rows, couplings, drive, start }: CodedProblem) {
    const coded = (array: ArrayId, length: number, values: ArrayLike<number> | undefined): CodeArray => {
      const codes = new (codeArrayConstructor(this.capabilities.formats[array].kind))(length);
      if (values !== undefined) codes.set(values);
      return codes;
    };
    const arrays = [
      {
        array: ArrayId.COUPLINGS as ArrayId,
        codes: coded(ArrayId.COUPLINGS, rows * cells, couplings),
        rows,
        columns: cells,
      },
      { array: ArrayId.DRIVE as ArrayId, codes: coded(ArrayId.DRIVE, cells, drive), rows: 1, columns: cells },
    ];
    if (start === undefined) return arrays;
    return [
      ...arrays,
      { array: ArrayId.START as ArrayId, codes: coded(ArrayId.START, cells, start), rows: 1, columns: cells },
    ];
  }

  async #order({ start, runTicks, reads, repeats }: RunOfCells, latch: Latch): Promise<CellCodes> {
    const { client } = this.bench;
    return this.#arrived(
      await client.run({
        start,
        runTicks,
        latch,
        ...(reads === undefined ? {} : { reads }),
        ...(repeats === undefined ? {} : { repeats }),
      }),
    );
  }

  async #arrived(outcome: Outcome<CellCodes>): Promise<CellCodes> {
    if (outcome.arrivalPs !== undefined) await this.bench.clock.waitUntil(outcome.arrivalPs);
    return required(outcome);
  }

  #refuseInterrupted(): void {
    if (this.bench.signal.aborted) throw new InterruptedError();
  }
}

/** Whether a format carries f32 values instead of codes. */
export function carriesValues({ kind }: CodeFormat): boolean {
  return kind === CodeKind.FLOAT32;
}

/** The largest code that a measurement uses: of values it is 1. */
export function fullCode(format: CodeFormat): number {
  return carriesValues(format) ? 1 : largestCode(format);
}

export function stageS({ stages }: RunReport, stage: Stage): number {
  const { startPs, endPs } = stages[stage]!;
  return Number(endPs - startPs) / 1e12;
}
