import { multiplyBlocks } from '../block-matrix.js';
import { noiseFunction, responseFunction } from './matrix-function.js';
import { symmetricProducts } from './symmetric-products.js';
import type { ProductRequest, RowSpaceCalculus, RowSpaceProblem } from './row-space.js';

/** What of start, drive and noise reaches the rows of B: B x₀, B g, B ξ, each of length r. Absent where the vector is zero. */
export interface Projections {
  readonly start?: Float64Array;
  readonly drive?: Float64Array;
  readonly noise?: Float64Array;
}

/** A relaxed state as a sum: V = start·x₀ + drive·g + noise·ξ + Bᵀ rows. */
export interface Superposition {
  readonly start: number;
  readonly drive: number;
  readonly noise: number;
  readonly rows: Float64Array;
}

/**
 * The state at time s from x₀, exactly in distribution: x₀ + F(A)(g − A x₀) + √κ √h(A) ξ with ξ standard normal,
 * mean e^{−As}x₀ + F(A)g and covariance κA⁻¹(I − e^{−2As}).
 */
export function superpose(
  problem: RowSpaceProblem,
  calculus: RowSpaceCalculus,
  projections: Projections,
  runTimeTau: number,
  noiseVariance: number,
): Superposition {
  const { leak, rows } = problem;
  const response = responseFunction(runTimeTau);
  const noise = noiseFunction(runTimeTau);
  const amplitude = Math.sqrt(noiseVariance);

  const startCurrents = projections.start && couplingCurrents(problem, projections.start);
  const requests: ProductRequest[] = [];
  const pull = initialPull(problem, projections, startCurrents);
  if (pull !== undefined) requests.push({ matrixFunction: response, projected: pull });
  if (projections.noise !== undefined) {
    requests.push({
      matrixFunction: noise,
      projected: projections.noise.map((value) => amplitude * value),
    });
  }

  const rowWeights = new Float64Array(rows);
  for (const coefficients of calculus.coefficients(requests)) accumulate(rowWeights, coefficients, 1);
  if (startCurrents !== undefined) accumulate(rowWeights, startCurrents, -response.at(leak));
  return {
    start: Math.exp(-leak * runTimeTau),
    drive: response.at(leak),
    noise: amplitude * noise.at(leak),
    rows: rowWeights,
  };
}

/** ρ S B x₀: BᵀρSBx₀ is what the couplings pull at the start. */
function couplingCurrents(
  { blocks, couplingGain, rows }: RowSpaceProblem,
  projected: Float64Array,
): Float64Array {
  const out = new Float64Array(rows);
  if (blocks === undefined) out.set(projected);
  else multiplyBlocks(blocks, projected, out);
  return out.map((value) => couplingGain * value);
}

/** B(g − A x₀) = Bg − λBx₀ − G ρSBx₀. */
function initialPull(
  { gram, leak, rows }: RowSpaceProblem,
  { start, drive }: Projections,
  startCurrents: Float64Array | undefined,
): Float64Array | undefined {
  if (start === undefined || startCurrents === undefined) return drive;
  const out = new Float64Array(rows);
  symmetricProducts(gram, [startCurrents], [out]);
  return out.map((value, i) => (drive?.[i] ?? 0) - leak * (start[i] as number) - value);
}

function accumulate(into: Float64Array, values: Float64Array, weight: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) + weight * (values[i] as number);
}
