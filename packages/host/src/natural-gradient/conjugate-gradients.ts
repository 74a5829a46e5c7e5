/** What conjugate gradients came to. */
export interface ConjugateGradients {
  /** x [N] */
  readonly solution: Float64Array;
  /** Products with A that were taken. */
  readonly products: number;
  /** ‖b − Ax‖ / ‖b‖ by the recurrence. */
  readonly residual: number;
}

/** A direction in which the matrix does not curve upwards. */
export class NotPositiveCurvatureError extends Error {
  override readonly name = 'NotPositiveCurvatureError';

  /** @param curvature pᵀAp / pᵀp of the direction p */
  constructor(
    readonly product: number,
    readonly curvature: number,
  ) {
    super(`pᵀAp / pᵀp is ${curvature.toPrecision(3)} at product ${product}, must be above 0`);
  }
}

/**
 * Solves Ax = b for a symmetric positive definite A known by its products (Hestenes and Stiefel, 1952), vectors in
 * float64, until ‖r‖ ≤ tolerance·‖b‖ or `iterations` products.
 * @param start x₀; 0 without
 * @throws NotPositiveCurvatureError
 */
export async function conjugateGradients(
  times: (v: Float64Array) => Promise<ArrayLike<number>>,
  right: ArrayLike<number>,
  { iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
  start?: ArrayLike<number>,
): Promise<ConjugateGradients> {
  const residual = Float64Array.from(right);
  const solution = new Float64Array(residual.length);
  const scale = Math.sqrt(dot(residual, residual));
  let products = 0;
  if (start !== undefined) {
    solution.set(start);
    const product = await times(solution);
    products += 1;
    for (let i = 0; i < residual.length; i++) residual[i]! -= product[i]!;
  }
  const direction = residual.slice();
  let square = dot(residual, residual);
  while (Math.sqrt(square) > tolerance * scale && products < iterations) {
    const product = await times(direction);
    products += 1;
    const curvature = dot(direction, product);
    if (!(curvature > 0))
      throw new NotPositiveCurvatureError(products, curvature / dot(direction, direction));
    const step = square / curvature;
    for (let i = 0; i < residual.length; i++) {
      solution[i]! += step * direction[i]!;
      residual[i]! -= step * product[i]!;
    }
    const next = dot(residual, residual);
    const turn = next / square;
    for (let i = 0; i < residual.length; i++) direction[i] = residual[i]! + turn * direction[i]!;
    square = next;
  }
  return { solution, products, residual: scale === 0 ? 0 : Math.sqrt(square) / scale };
}

function dot(a: Float64Array, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
