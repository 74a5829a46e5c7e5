import {
  cast,
  compile,
  Graph,
  integerProduct,
  matmul,
  type Program,
  type Tensor,
  type TypedArray,
} from '@thermoloop/compute';
import type { Couplings } from '../physics.js';
import type { Vectors } from './coupling-array.js';
import { assemblePanels, blockName, panelsOf } from './gram-panels.js';
import { integerProductsAreExact } from './integer-products-are-exact.js';

/** Sums of this size leave 32 bits. */
const integerLimit = 2 ** 31;
const largestByte = 127;

/**
 * Products with couplings of one shape, by ONNX Runtime. Single vectors go in as rows: as columns they are slower,
 * as vectors of one axis twenty times. Programs are compiled when first needed.
 */
export class CouplingPrograms {
  readonly #compiled = new Map<string, Promise<Program>>();
  #floats: Float32Array | undefined;

  constructor(
    readonly rows: number,
    readonly cells: number,
    readonly threads: number,
  ) {}

  /** The couplings as f32: in place, or in a buffer that the next call reuses. */
  floatsOf(couplings: Couplings): Float32Array {
    if (couplings instanceof Float32Array) return couplings;
    this.#floats ??= new Float32Array(this.rows * this.cells);
    this.#floats.set(couplings);
    return this.#floats;
  }

  /** B v, of length r, for each of `count` vectors; every count has a program of its own. */
  async project(b: Float32Array, v: Vectors, count: number): Promise<Float64Array> {
    const program = await this.#program(`project ${count}`, (graph) => ({
      y: matmul(graph.input('v', [count, this.cells]), this.#couplings(graph), { transposeB: true }),
    }));
    return new Float64Array((await program.run({ b, v: narrow(v) }))['y'] as Float32Array);
  }

  async projectPrecisely(b: Float32Array, v: Vectors, count: number): Promise<Float64Array> {
    const dtype = v instanceof Float64Array ? 'float64' : 'float32';
    const program = await this.#program(`project precisely ${count} ${dtype}`, (graph) => ({
      y: matmul(wide(graph.input('v', [count, this.cells], dtype)), wide(this.#couplings(graph)), {
        transposeB: true,
      }),
    }));
    return (await program.run({ b, v }))['y'] as Float64Array;
  }

  async spread(b: Float32Array, u: Float64Array, count: number): Promise<Float32Array> {
    const program = await this.#program(`spread ${count}`, (graph) => ({
      y: matmul(graph.input('u', [count, this.rows]), this.#couplings(graph)),
    }));
    return (await program.run({ b, u: narrow(u) }))['y'] as Float32Array;
  }

  async spreadPrecisely(b: Float32Array, u: Float64Array, count: number): Promise<Float64Array> {
    const program = await this.#program(`spread precisely ${count}`, (graph) => ({
      y: matmul(graph.input('u', [count, this.rows], 'float64'), wide(this.#couplings(graph))),
    }));
    return (await program.run({ b, u }))['y'] as Float64Array;
  }

  gram(b: Float32Array): Promise<Float64Array> {
    return this.#gram('gram', b, (left, right) => matmul(left, right, { transposeB: true }));
  }

  gramPrecisely(b: Float32Array): Promise<Float64Array> {
    return this.#gram('gram precisely', b, (left, right) =>
      matmul(wide(left), wide(right), { transposeB: true }),
    );
  }

  /** From codes of 8 bits: exact, and faster, wherever this processor's integer products are. */
  async gramOfCodes(codes: Int8Array, floats: Float32Array): Promise<Float64Array> {
    const fits = largestByte * largestByte * this.cells < integerLimit;
    if (!fits || !(await integerProductsAreExact())) return this.gram(floats);
    return this.#gram('gram of codes', codes, integerProduct);
  }

  async release(): Promise<void> {
    const programs = [...this.#compiled.values()];
    this.#compiled.clear();
    for (const program of programs) await (await program).release();
  }

  #couplings(graph: Graph): Tensor {
    return graph.input('b', [this.rows, this.cells]);
  }

  async #gram(
    name: string,
    b: Float32Array | Int8Array,
    product: (left: Tensor, right: Tensor) => Tensor,
  ): Promise<Float64Array> {
    const panels = panelsOf(this.rows);
    const dtype = b instanceof Int8Array ? 'int8' : 'float32';
    const program = await this.#program(name, (graph) => {
      const inputs = panels.map((panel, i) => graph.input(`b${i}`, [panel.rows, this.cells], dtype));
      const blocks: Record<string, Tensor> = {};
      inputs.forEach((left, i) => {
        inputs.slice(0, i + 1).forEach((right, j) => (blocks[blockName(i, j)] = product(left, right)));
      });
      return blocks;
    });
    const views: Record<string, TypedArray> = {};
    panels.forEach(({ first, rows }, i) => {
      views[`b${i}`] = b.subarray(first * this.cells, (first + rows) * this.cells);
    });
    const blocks = await program.run(views);
    return assemblePanels(this.rows, (block) => blocks[block] as Float32Array | Float64Array | Int32Array);
  }

  #program(name: string, build: (graph: Graph) => Record<string, Tensor>): Promise<Program> {
    let program = this.#compiled.get(name);
    if (program === undefined) {
      program = compile(build(new Graph()), { threads: this.threads });
      this.#compiled.set(name, program);
      program.catch(() => this.#compiled.delete(name)); // memory that was short may be there next time
    }
    return program;
  }
}

function wide(x: Tensor): Tensor {
  return x.dtype === 'float64' ? x : cast(x, 'float64');
}

function narrow(values: Vectors): Float32Array {
  return values instanceof Float32Array ? values : new Float32Array(values);
}
