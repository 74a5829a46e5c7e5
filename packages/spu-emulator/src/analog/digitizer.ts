import type { Adc } from '@thermoloop/bus';
import { bytesOfCodes, codeArrayConstructor, type CodeArray } from '@thermoloop/protocol';
import type { ReadoutOrder, ReadTimes } from './analog-part.js';
import { drawsOf, type RunDraws } from './draws.js';

/** Turns cells into codes, reading by reading, and counts what happened to them. */
export class Digitizer {
  readonly #adc: Adc;
  readonly #voltsPerCode: number;
  readonly #draws: RunDraws;
  readonly #times: ReadTimes;
  readonly #railV: number;
  readonly #shape: { readonly reads: number; readonly cells: number };
  readonly #codes: CodeArray;
  #adcClipped = 0;
  #railedCells = 0;

  /** `railV`: where cells stop; infinite if they do not. */
  constructor(
    adc: Adc,
    { voltsPerCode, draws, times }: ReadoutOrder,
    railV: number,
    shape: { readonly repeats: number; readonly reads: number; readonly cells: number },
  ) {
    this.#adc = adc;
    this.#voltsPerCode = voltsPerCode;
    this.#draws = drawsOf(draws);
    this.#times = times;
    this.#railV = railV;
    this.#shape = shape;
    this.#codes = new (codeArrayConstructor(adc.format.kind))(shape.repeats * shape.reads * shape.cells);
  }

  convert(volts: Float32Array, repeat: number, read: number): void {
    const { reads, cells } = this.#shape;
    const { firstAtS, perRepeatS, perReadS } = this.#times;
    const first = (repeat * reads + read) * cells;
    const out = this.#codes.subarray(first, first + cells);
    const reading = this.#adc.convert(volts, this.#voltsPerCode, out, {
      noise: this.#draws.adc(read, repeat),
      atS: firstAtS + repeat * perRepeatS + read * perReadS,
    });
    this.#adcClipped += reading.clipped;
    if (this.#railV === Infinity) return;
    for (const value of volts) if (Math.abs(value) >= this.#railV) this.#railedCells++;
  }

  /** Everything that was converted. */
  get reading(): { codes: Uint8Array<ArrayBuffer>; adcClipped: number; railedCells: number } {
    return {
      codes: bytesOfCodes(this.#codes) as Uint8Array<ArrayBuffer>,
      adcClipped: this.#adcClipped,
      railedCells: this.#railedCells,
    };
  }
}
