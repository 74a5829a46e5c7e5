import { codeFormat, couplingErrorsOf } from '@thermoloop/bus';
import { largestCode } from '@thermoloop/protocol';
import type { RandomStream } from '@thermoloop/sim-kernel';
import type { ChipSpec } from '../chip/chip-schema.js';
import type { AnalogProblem, Couplings, FixedCells } from '../physics/physics.js';
import { largestFloat32, UnusableCodesError } from '../physics/unusable-codes-error.js';
import { unevenCells, type UnevenCells } from './array-cells.js';
import { ArrayCouplings, type ArraySize, type CouplingDraws } from './array-couplings.js';

/**
 * What the array of one piece of silicon makes of a problem: its couplings, cells and row amplifiers with their errors.
 * Static ones come from the chip instance. An effect of zero strength is left out.
 */
export class ArrayErrors {
  readonly #spec: ChipSpec;
  readonly #instance: RandomStream;
  readonly #couplings: ArrayCouplings;
  #cells: { readonly count: number; readonly uneven: UnevenCells } | undefined;

  /** `instance`: the stream of the chip's array. */
  constructor(spec: ChipSpec, instance: RandomStream) {
    const { coupling, array } = spec;
    this.#spec = spec;
    this.#instance = instance;
    this.#couplings = new ArrayCouplings(
      couplingErrorsOf(coupling),
      largestCode(codeFormat(coupling)),
      array.cells,
      instance.child('couplings'),
    );
  }

  /**
   * The problem as it is in the array, good until the next call: couplings may be changed in place. Throws
   * UnusableCodesError if a coupling to a stuck cell is no number.
   */
  applied(problem: AnalogProblem, draws: CouplingDraws): AnalogProblem {
    const { rows, cells } = problem;
    const written = this.#couplings.write(problem.couplings, problem, draws);
    const uneven = this.#unevenCells(cells);
    const rowOffsets = this.#rowOffsets(rows);
    if (uneven.fixed !== undefined) {
      takeColumns(written.couplings, problem, uneven.fixed, rowOffsets.values);
      if (written.returnCouplings) takeColumns(written.returnCouplings, problem, uneven.fixed, undefined);
    }
    const hasOffsets = rowOffsets.drawn || (uneven.fixed?.volts.some((volts) => volts !== 0) ?? false);
    const rowLimit = this.#rowLimit();
    return {
      ...problem,
      ...written,
      ...uneven,
      ...(hasOffsets && { rowOffsets: rowOffsets.values }),
      ...(rowLimit !== undefined && { rowLimit }),
    };
  }

  /** Cells that hold their voltage whatever they are read for; undefined if there are none among the first `cells`. */
  fixedCells(cells: number): FixedCells | undefined {
    return this.#unevenCells(cells).fixed;
  }

  #unevenCells(cells: number): UnevenCells {
    if (this.#cells?.count !== cells) {
      this.#cells = {
        count: cells,
        uneven: unevenCells(this.#spec.cell, cells, this.#instance.child('cells')),
      };
    }
    return this.#cells.uneven;
  }

  /** Of the row amplifiers, in volts × codes; zeros where they have none. */
  #rowOffsets(rows: number): { readonly values: Float64Array; readonly drawn: boolean } {
    const values = new Float64Array(rows);
    const { rowAmplifier } = this.#spec.array;
    if (rowAmplifier === undefined || rowAmplifier.offsetVRms === 0) return { values, drawn: false };
    this.#instance.child('row offset').fillNormal(values);
    const rms = rowAmplifier.offsetVRms / rowAmplifier.gain;
    return { values: values.map((normal) => rms * normal), drawn: true };
  }

  #rowLimit(): number | undefined {
    const { rowAmplifier } = this.#spec.array;
    if (rowAmplifier?.rails.kind !== 'clamp') return undefined;
    return rowAmplifier.rails.limitV / rowAmplifier.gain;
  }
}

/** Adds what fixed cells put on each row to `onRows`, and makes their columns zero. */
function takeColumns(
  couplings: Couplings,
  { rows, cells }: ArraySize,
  { indices, volts }: FixedCells,
  onRows: Float64Array | undefined,
): void {
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < indices.length; k++) {
      const at = row * cells + (indices[k] as number);
      const held = volts[k] as number;
      if (onRows !== undefined && held !== 0) {
        const coupling = couplings[at] as number;
        if (!Number.isFinite(coupling)) throw new UnusableCodesError('couplings', coupling, largestFloat32);
        onRows[row] = (onRows[row] as number) + coupling * held;
      }
      couplings[at] = 0;
    }
  }
}
