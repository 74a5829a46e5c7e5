import seedrandom from 'seedrandom';
import { boundedInteger } from './bounded-integer.js';
import { inverseNormal } from './inverse-normal.js';
import { threefryBlocks } from './threefry.js';

export type StreamName = string | number | bigint;

const twoTo32 = 4294967296;
const chunkWords = 4096;
/** Offsets of the counter's upper word, so that the three kinds of draw never share bits. */
const kinds = { normal: 0, uniform: 0x40000000, permutation: 0x80000000 } as const;

function canonical(name: StreamName): string {
  if (typeof name === 'number' && !Number.isSafeInteger(name)) {
    throw new RangeError(`a number in the name of a random stream must be a safe integer; found ${name}`);
  }
  return String(name);
}

/**
 * A stream of random numbers that its names alone determine: value i is a function of (names, kind of draw,
 * i) and never of what was drawn before. The key comes from `seedrandom` over the names, the values from
 * Threefry-2x32-20. A stream has no state; two draws of one kind over the same indices are the same draw, so
 * each effect gets a stream of its own name.
 *
 * Names are compared as text: 1, 1n and '1' are the same name.
 */
export class RandomStream {
  readonly #names: readonly string[];
  readonly #key0: number;
  readonly #key1: number;

  private constructor(names: readonly string[]) {
    this.#names = names;
    const generator = seedrandom(JSON.stringify(names));
    this.#key0 = generator.int32();
    this.#key1 = generator.int32();
  }

  static named(seed: StreamName, ...names: StreamName[]): RandomStream {
    return new RandomStream([seed, ...names].map(canonical));
  }

  /** The stream whose names are this one's followed by `names`. */
  child(...names: StreamName[]): RandomStream {
    return new RandomStream([...this.#names, ...names.map(canonical)]);
  }

  /** Standard normals number from … from + out.length − 1, each by the inverse CDF of one 32-bit uniform (|x| < 6.4). */
  fillNormal(out: Float32Array | Float64Array, from = 0): void {
    this.#eachChunk(kinds.normal, from, out.length, (words, first, count, at) => {
      for (let i = 0; i < count; i++) {
        out[at + i] = inverseNormal(((words[first + i] as number) + 2147483648.5) * (1 / twoTo32));
      }
    });
  }

  /** Uniforms in [0, 1) number from … from + out.length − 1: multiples of 2⁻³², of 2⁻²⁴ in a Float32Array. */
  fillUniform(out: Float32Array | Float64Array, from = 0): void {
    const dropped = out instanceof Float32Array ? 8 : 0;
    const unit = 1 / 2 ** (32 - dropped);
    this.#eachChunk(kinds.uniform, from, out.length, (words, first, count, at) => {
      for (let i = 0; i < count; i++) out[at + i] = ((words[first + i] as number) >>> dropped) * unit;
    });
  }

  /**
   * A permutation of 0 … n − 1, every one equally likely (Fisher–Yates; bounded integers by rejection, so
   * without bias). Permutation number `index` of this stream. Throws a RangeError if n is not an integer from
   * 0 to 2³¹ − 1.
   */
  permutation(n: number, index = 0): Int32Array {
    if (!Number.isInteger(n) || n < 0 || n > 0x7fffffff) {
      throw new RangeError(`size of a permutation must be an integer from 0 to 2147483647; found ${n}`);
    }
    const out = new Int32Array(n);
    for (let i = 0; i < n; i++) out[i] = i;
    const words = this.child(index).#wordsOf(kinds.permutation);
    for (let i = n - 1; i > 0; i--) {
      const j = boundedInteger(i + 1, words);
      const swapped = out[i] as number;
      out[i] = out[j] as number;
      out[j] = swapped;
    }
    return out;
  }

  #wordsOf(kind: number): () => number {
    const buffer = new Int32Array(chunkWords);
    let used = chunkWords;
    let block = 0;
    return () => {
      if (used === chunkWords) {
        threefryBlocks(this.#key0, this.#key1, kind, block, chunkWords / 2, buffer);
        block += chunkWords / 2;
        used = 0;
      }
      return (buffer[used++] as number) >>> 0;
    };
  }

  #eachChunk(
    kind: number,
    from: number,
    count: number,
    use: (words: Int32Array, first: number, count: number, at: number) => void,
  ): void {
    if (!Number.isSafeInteger(from) || from < 0 || from + count > Number.MAX_SAFE_INTEGER) {
      throw new RangeError(`first index of a draw must be an integer from 0 to 2^53 − 1; found ${from}`);
    }
    const words = new Int32Array(Math.min(chunkWords, count + 2 + (count & 1)));
    let done = 0;
    while (done < count) {
      const index = from + done;
      const first = index % 2;
      const taken = Math.min(chunkWords - first, count - done);
      threefryBlocks(this.#key0, this.#key1, kind, Math.floor(index / 2), (first + taken + 1) >> 1, words);
      use(words, first, taken, done);
      done += taken;
    }
  }
}
