const { sqrt } = Math;

/** What a linear least-squares fit leaves. */
export interface LinearFit {
  readonly coefficients: Float64Array;
  /** (XᵀX)⁻¹, row-major: times the variance of a sample it is the covariance of the coefficients. */
  readonly inverseNormal: Float64Array;
  readonly residualSquares: number;
  readonly samples: number;
}

/**
 * Least squares with few columns, by the normal equations (the columns of the fits here are near orthogonal).
 * @param row writes the regressors of sample i to `out`
 * @throws RangeError where the columns are not independent
 */
export function leastSquares(
  samples: ArrayLike<number>,
  columns: number,
  row: (i: number, out: Float64Array) => void,
  weight: (i: number) => number = () => 1,
): LinearFit {
  const normal = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  const x = new Float64Array(columns);
  for (let i = 0; i < samples.length; i++) {
    row(i, x);
    const w = weight(i);
    for (let j = 0; j < columns; j++) {
      const scaled = w * x[j]!;
      right[j]! += scaled * samples[i]!;
      for (let k = 0; k <= j; k++) normal[j * columns + k]! += scaled * x[k]!;
    }
  }
  const inverse = invertSymmetric(normal, columns);
  const coefficients = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k < columns; k++) coefficients[j]! += inverse[j * columns + k]! * right[k]!;
  }
  let residualSquares = 0;
  for (let i = 0; i < samples.length; i++) {
    row(i, x);
    let residual = samples[i]!;
    for (let j = 0; j < columns; j++) residual -= coefficients[j]! * x[j]!;
    residualSquares += weight(i) * residual * residual;
  }
  return { coefficients, inverseNormal: inverse, residualSquares, samples: samples.length };
}

/** y ≈ intercept + slope·x with standard errors from the scatter of the residuals, n − 2 degrees of freedom. */
export function fitLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): {
  readonly slope: number;
  readonly intercept: number;
  readonly slopeError: number;
  readonly interceptError: number;
  readonly residualRms: number;
  readonly degreesOfFreedom: number;
} {
  const fit = leastSquares(y, 2, (i, out) => {
    out[0] = 1;
    out[1] = x[i]!;
  });
  const degreesOfFreedom = fit.samples - 2;
  const variance = degreesOfFreedom > 0 ? fit.residualSquares / degreesOfFreedom : 0;
  return {
    intercept: fit.coefficients[0]!,
    slope: fit.coefficients[1]!,
    interceptError: sqrt(variance * fit.inverseNormal[0]!),
    slopeError: sqrt(variance * fit.inverseNormal[3]!),
    residualRms: sqrt(fit.residualSquares / fit.samples),
    degreesOfFreedom,
  };
}

/** Inverse of a symmetric positive definite matrix given by its lower triangle, by Cholesky. */
function invertSymmetric(lower: Float64Array, n: number): Float64Array {
  const l = lower.slice();
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = l[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i > j) l[i * n + j] = sum / l[j * n + j]!;
      else if (sum > 1e-14 * lower[j * n + j]!) l[j * n + j] = sqrt(sum);
      else
        throw new RangeError(
          `a least-squares fit of ${n} coefficients needs independent columns; column ${j} is not`,
        );
    }
  }
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const x = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!;
      x[i] = sum / l[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i]!;
      for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k]!;
      x[i] = sum / l[i * n + i]!;
      inverse[i * n + column] = x[i]!;
    }
  }
  return inverse;
}
