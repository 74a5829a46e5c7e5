import { compile, countClipped, Graph, quantize, sum, type Program } from '@thermoloop/compute';
import { CodeKind, largestCode, type CodeArray, type CodeFormat } from '@thermoloop/protocol';
import type { HostMeter } from '../cost/host-meter.js';
import { NotFiniteError } from './not-finite-error.js';

/** Codes of one array and how many of its values did not fit. */
export interface EncodedArray {
  readonly codes: CodeArray;
  readonly clipped: number;
}

/**
 * Rounds large arrays to codes in compiled graphs, one for each length and number of bits. Formats that carry
 * values pass through without a copy.
 */
export class ArrayEncoder {
  readonly #programs = new Map<string, Promise<Program>>();

  constructor(
    private readonly threads: number,
    private readonly meter?: HostMeter,
  ) {}

  /**
   * @param array its name in errors
   * @param scale value per code; rounded to f32 it divides the values
   * @param peak max |values|; where it fits the codes at this scale, clipping is not counted element by element
   * @throws NotFiniteError on NaN in an array that is rounded
   */
  async encode(
    array: string,
    values: Float32Array,
    format: CodeFormat,
    scale: number,
    peak: number,
  ): Promise<EncodedArray> {
    if (format.kind === CodeKind.FLOAT32) return { codes: values, clipped: 0 };
    const divisor = Math.fround(scale);
    const counts = !(Math.fround(peak / divisor) < largestCode(format) + 0.5);
    const program = await this.#program(values.length, format.resolutionBits, counts);
    this.meter?.charge('encode', program.cost);
    const { codes, probe, clipped } = await program.run({ values, scale: Float32Array.of(divisor) });
    if (Number.isNaN(probe![0])) {
      const index = values.findIndex((value) => Number.isNaN(value));
      if (index >= 0) throw new NotFiniteError(array, index); // +∞ − ∞ is NaN too, but only clips
    }
    return {
      codes: inFormat(codes as Int8Array | Int16Array, format.kind),
      clipped: Number(clipped?.[0] ?? 0),
    };
  }

  async close(): Promise<void> {
    const programs = await Promise.all(this.#programs.values());
    this.#programs.clear();
    await Promise.all(programs.map((program) => program.release()));
  }

  #program(length: number, bits: number, counts: boolean): Promise<Program> {
    const key = `${length} ${bits} ${counts}`;
    let program = this.#programs.get(key);
    if (program === undefined) {
      const graph = new Graph();
      const values = graph.input('values', [length]);
      const scale = graph.input('scale', []);
      // A sum is NaN as soon as one value is, and costs one pass.
      const outputs = { codes: quantize(values, scale, bits), probe: sum(values) };
      program = compile(counts ? { ...outputs, clipped: countClipped(values, scale, bits) } : outputs, {
        threads: this.threads,
      });
      this.#programs.set(key, program);
    }
    return program;
  }
}

/** A format may keep few bits in a wide code. */
function inFormat(codes: Int8Array | Int16Array, kind: CodeKind): CodeArray {
  return kind === CodeKind.INT16 && codes instanceof Int8Array ? Int16Array.from(codes) : codes;
}
