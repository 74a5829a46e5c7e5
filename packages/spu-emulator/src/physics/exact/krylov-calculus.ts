import { multiplyBlocks, multiplyBlocksTransposed, type BlockMatrix } from '../block-matrix.js';
import { KrylovSpace } from './krylov-space.js';
import type { ProductRequest, RowSpaceCalculus, RowSpaceProblem } from './row-space.js';
import { symmetricProducts } from './symmetric-products.js';

/**
 * Relative change of the correction Bᵀu (2-norm in the cells) between two looks at which a space is large
 * enough. The sharpest modes lose min(t·a, a/λ) of it to cancellation against f(λ)v: 1e-9 leaves 1e-6 at 1000.
 */
const tolerance = 1e-9;

/**
 * f(A)v = f(λ)v + ρBᵀL q(M) LᵀBv with M = ρLᵀGL and LLᵀ = S, by Lanczos on M. The steps grow with √(t·λmax) and
 * not with the condition number; the spaces of several requests grow side by side, so that each reading of
 * the Gram matrix serves two.
 */
export class KrylovCalculus implements RowSpaceCalculus {
  readonly #problem: RowSpaceProblem;
  readonly #factor: BlockMatrix | undefined;

  /** `factor`: L of the blocks, absent where S = I. */
  constructor(problem: RowSpaceProblem, factor: BlockMatrix | undefined) {
    this.#problem = problem;
    this.#factor = factor;
  }

  coefficients(requests: readonly ProductRequest[]): Float64Array[] {
    const searches = requests.map(
      (request) => new Search(request, this.#toModes(request.projected), this.#problem.leak),
    );
    for (let open = searches; (open = open.filter((search) => !search.done)).length > 0;) {
      const products = this.#multiply(open.map((search) => search.space.direction));
      open.forEach((search, k) => search.advance(products[k] as Float64Array));
    }
    return searches.map((search) => this.#fromModes(search.space.expand(search.found)));
  }

  /** M x for each x. */
  #multiply(vectors: readonly Float64Array[]): Float64Array[] {
    const { gram, rows, couplingGain } = this.#problem;
    const factor = this.#factor;
    const inputs =
      factor === undefined
        ? vectors
        : vectors.map((x) => {
            const out = new Float64Array(rows);
            multiplyBlocks(factor, x, out);
            return out;
          });
    const products = vectors.map(() => new Float64Array(rows));
    symmetricProducts(gram, inputs, products);
    return products.map((y) => scaleInPlace(this.#toModes(y), couplingGain));
  }

  /** Lᵀ y. */
  #toModes(y: Float64Array): Float64Array {
    const out = new Float64Array(y.length);
    if (this.#factor === undefined) out.set(y);
    else multiplyBlocksTransposed(this.#factor, y, out);
    return out;
  }

  /** ρ L x. */
  #fromModes(x: Float64Array): Float64Array {
    const out = new Float64Array(x.length);
    if (this.#factor === undefined) out.set(x);
    else multiplyBlocks(this.#factor, x, out);
    return scaleInPlace(out, this.#problem.couplingGain);
  }
}

/** One request on its way: grows its space and looks from time to time whether the answer still moves. */
class Search {
  readonly space: KrylovSpace;
  readonly #request: ProductRequest;
  readonly #leak: number;
  #found: Float64Array = new Float64Array(0);
  #nextLook = 6;
  #settled = false;

  constructor(request: ProductRequest, start: Float64Array, leak: number) {
    this.#request = request;
    this.#leak = leak;
    this.space = new KrylovSpace(start);
    this.#settled = this.space.closed;
  }

  get done(): boolean {
    return this.#settled;
  }

  get found(): Float64Array {
    return this.#found;
  }

  advance(product: Float64Array): void {
    this.space.grow(product);
    const size = this.space.dimension;
    if (size < this.#nextLook && !this.space.closed) return;
    const now = this.space.coordinates(this.#request.matrixFunction, this.#leak);
    const change = now.map((value, i) => value - (this.#found[i] ?? 0));
    this.#settled =
      this.space.closed || this.space.energyNorm(change) <= tolerance * this.space.energyNorm(now);
    this.#found = now;
    this.#nextLook = size + Math.max(2, size >> 3);
  }
}

function scaleInPlace(x: Float64Array, by: number): Float64Array {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) * by;
  return x;
}
