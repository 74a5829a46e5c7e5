import { symmetricEigen } from '@thermoloop/compute';
import type { MatrixFunction } from './matrix-function.js';
import { dot } from './modes.js';

const initialCapacity = 24;

/**
 * The Krylov space of a positive semi-definite M (r × r) and a start w, grown by Lanczos steps with full
 * reorthogonalisation, and the approximation q(M)w ≈ ‖w‖ V q(T) e₁ in it. M itself is outside: the caller
 * multiplies `direction` by it and hands the product to `grow`.
 */
export class KrylovSpace {
  readonly #length: number;
  readonly #startNorm: number;
  readonly #diagonal: number[] = [];
  readonly #offDiagonal: number[] = [];
  #basis: Float64Array;
  #closed: boolean;

  constructor(start: Float64Array) {
    this.#length = start.length;
    this.#startNorm = norm(start);
    this.#closed = this.#startNorm === 0;
    this.#basis = new Float64Array(initialCapacity * start.length);
    if (!this.#closed)
      for (let i = 0; i < start.length; i++) this.#basis[i] = (start[i] as number) / this.#startNorm;
  }

  /** Steps done. */
  get dimension(): number {
    return this.#diagonal.length;
  }

  /** True once the space is invariant under M: the approximation is exact. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The unit vector that the next step multiplies by M. */
  get direction(): Float64Array {
    return this.#vector(this.dimension);
  }

  /** One step: `product` is M·direction and is overwritten. */
  grow(product: Float64Array): void {
    const step = this.dimension;
    this.#diagonal.push(dot(this.direction, product));
    for (let round = 0; round < 2; round++) {
      for (let k = 0; k <= step; k++) subtractProjection(this.#vector(k), product);
    }
    const length = norm(product);
    const scale = Math.max(...this.#diagonal);
    if (step + 1 === this.#length || length <= 1e-14 * scale) {
      this.#closed = true;
      return;
    }
    this.#offDiagonal.push(length);
    this.#reserve(step + 2);
    const next = this.#vector(step + 1);
    for (let i = 0; i < next.length; i++) next[i] = (product[i] as number) / length;
  }

  /** q(M)w in the basis of the space: as many coordinates as steps. */
  coordinates(matrixFunction: MatrixFunction, leak: number): Float64Array {
    const m = this.dimension;
    const out = new Float64Array(m);
    if (m === 0) return out;
    const { values, vectors } = symmetricEigen(this.#tridiagonal(), m);
    for (let k = 0; k < m; k++) {
      const ritz = Math.max(0, values[k] as number);
      const weight = this.#startNorm * matrixFunction.quotient(leak, ritz) * (vectors[k * m] as number);
      for (let i = 0; i < m; i++) out[i] = (out[i] as number) + weight * (vectors[k * m + i] as number);
    }
    return out;
  }

  /** Those of M in the space: approximations from within of its outermost ones, in ascending order. */
  eigenvalues(): Float64Array {
    return symmetricEigen(this.#tridiagonal(), this.dimension).values;
  }

  /** √(yᵀTy): the length of Uᵀ V y when M = UUᵀ. */
  energyNorm(coordinates: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < coordinates.length; i++) {
      const here = coordinates[i] as number;
      sum += (this.#diagonal[i] as number) * here * here;
      if (i > 0) sum += 2 * (this.#offDiagonal[i - 1] as number) * here * (coordinates[i - 1] as number);
    }
    return Math.sqrt(Math.max(0, sum));
  }

  /** V y, of length r. */
  expand(coordinates: Float64Array): Float64Array {
    const out = new Float64Array(this.#length);
    coordinates.forEach((weight, k) => {
      const vector = this.#vector(k);
      for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + weight * (vector[i] as number);
    });
    return out;
  }

  #tridiagonal(): Float64Array {
    const m = this.dimension;
    const t = new Float64Array(m * m);
    for (let i = 0; i < m; i++) {
      t[i * m + i] = this.#diagonal[i] as number;
      if (i + 1 < m) t[i * m + i + 1] = t[(i + 1) * m + i] = this.#offDiagonal[i] as number;
    }
    return t;
  }

  #vector(k: number): Float64Array {
    return this.#basis.subarray(k * this.#length, (k + 1) * this.#length);
  }

  #reserve(vectors: number): void {
    if (vectors * this.#length <= this.#basis.length) return;
    const larger = new Float64Array(2 * this.#basis.length);
    larger.set(this.#basis);
    this.#basis = larger;
  }
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function subtractProjection(unit: Float64Array, x: Float64Array): void {
  const along = dot(unit, x);
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) - along * (unit[i] as number);
}
