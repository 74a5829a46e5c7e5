import { KrylovSpace } from './krylov-space.js';
import type { MatrixFunction } from './matrix-function.js';

/** Products of a matrix with vectors, side by side. */
export type Products = (vectors: readonly Float64Array[]) => Promise<Float64Array[]>;

export interface FunctionRequest {
  readonly matrixFunction: Pick<MatrixFunction, 'at'>;
  readonly vector: Float64Array;
}

/** Relative change of f(M)v (2-norm) between two looks at which a space is large enough. */
const tolerance = 1e-9;
/** More steps than any spectrum takes that f64 resolves. */
const mostSteps = 2000;

/**
 * f(M)v for each request, for a symmetric positive definite M of which only products are known, by Lanczos. The steps grow
 * with √(t·a) of the sharpest rate a; each keeps a vector as long as v in f64. The spaces grow side by side, so that each
 * product serves all.
 */
export async function krylovFunctions(
  products: Products,
  requests: readonly FunctionRequest[],
): Promise<Float64Array[]> {
  const searches = requests.map((request) => new Search(request));
  for (let open = searches; (open = open.filter((search) => !search.done)).length > 0;) {
    const images = await products(open.map((search) => search.space.direction));
    open.forEach((search, k) => search.advance(images[k] as Float64Array));
  }
  return searches.map((search) => search.space.expand(search.found));
}

/** The lowest eigenvalue of a symmetric M, to 1e-6 of the largest. */
export async function lowestEigenvalue(products: Products, start: Float64Array): Promise<number> {
  const space = new KrylovSpace(start);
  for (let before = Infinity, nextLook = 6; ;) {
    const [image] = await products([space.direction]);
    space.grow(image as Float64Array);
    if (space.dimension < nextLook && !space.closed) continue;
    const values = space.eigenvalues();
    const lowest = values[0] as number;
    const isSettled = Math.abs(before - lowest) <= 1e-7 * Math.abs(values.at(-1) as number);
    if (space.closed || isSettled || space.dimension >= mostSteps) return lowest;
    before = lowest;
    nextLook = space.dimension + Math.max(2, space.dimension >> 3);
  }
}

class Search {
  readonly space: KrylovSpace;
  readonly #function: MatrixFunction;
  #found: Float64Array = new Float64Array(0);
  #nextLook = 6;
  #settled: boolean;

  constructor({ matrixFunction, vector }: FunctionRequest) {
    // the space multiplies by q(λ, μ): with λ = 0 and q = f it is f(M) itself
    this.#function = { at: (a) => matrixFunction.at(a), quotient: (_, a) => matrixFunction.at(a) };
    this.space = new KrylovSpace(vector);
    this.#settled = this.space.closed;
  }

  get done(): boolean {
    return this.#settled;
  }

  get found(): Float64Array {
    return this.#found;
  }

  advance(image: Float64Array): void {
    this.space.grow(image);
    const size = this.space.dimension;
    if (size < this.#nextLook && !this.space.closed) return;
    const now = this.space.coordinates(this.#function, 0);
    const change = now.map((value, i) => value - (this.#found[i] ?? 0));
    this.#settled =
      this.space.closed || size >= mostSteps || Math.hypot(...change) <= tolerance * Math.hypot(...now);
    this.#found = now;
    this.#nextLook = size + Math.max(2, size >> 3);
  }
}
