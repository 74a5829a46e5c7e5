import type { CurvatureFactor, NaturalGradientProblem } from '@thermoloop/host';
import { RandomStream } from '@thermoloop/sim-kernel';

/** How a small problem is made and run. */
export interface SmallProblem {
  readonly kind: 'softmax' | 'fisher' | 'hessian';
  readonly runTimeTau: number;
}

const damping = 0.2;
/** Examples and classes of the softmax problem, whose curvature has examples × classes rows. */
const examples = 8;
const classes = 5;
const parameters = 300;
/** Parameters of the problem whose B is the identity. */
const variables = 16;

/**
 * A natural-gradient problem from the start state zero. `softmax`: a random Jacobian, the softmax Hessian of random
 * logits, and a gradient in its rows, 300 parameters. `fisher`: the same Jacobian with S = I. `hessian`: B = I, S one random positive block, 16 parameters.
 */
export function randomProblem(seed: number, { kind, runTimeTau }: SmallProblem): NaturalGradientProblem {
  const draw = normals(seed);
  const factor = factors[kind](draw);
  const { rows, columns, matrix } = factor;
  const residual = draw(rows);
  const gradient = Float32Array.from({ length: columns }, (_, i) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += matrix[r * columns + i]! * residual[r]!;
    return sum / Math.sqrt(rows);
  });
  return {
    gradient,
    gradientPeak: peak(gradient),
    factor,
    damping,
    runTimeTau,
    start: 'zero',
    reads: 1,
    keepsExchange: true,
  };
}

type Draw = (count: number) => Float64Array;

function normals(seed: number): Draw {
  const random = RandomStream.named(seed, 'budget problem');
  let at = 0;
  return (count) => {
    const values = new Float64Array(count);
    random.fillNormal(values, at);
    at += count;
    return values;
  };
}

const factors: Readonly<Record<SmallProblem['kind'], (draw: Draw) => CurvatureFactor>> = {
  softmax: softmaxFactor,
  fisher: fisherFactor,
  hessian: hessianFactor,
};

function fisherFactor(draw: Draw): CurvatureFactor {
  const rows = examples * classes;
  const matrix = Float32Array.from(draw(rows * parameters), (value) => value / 16);
  return { rows, columns: parameters, matrix, matrixPeak: peak(matrix) };
}

function softmaxFactor(draw: Draw): CurvatureFactor {
  const rows = examples * classes;
  const matrix = Float32Array.from(draw(rows * parameters), (value) => value / 4);
  const logits = draw(rows);
  const values = new Float32Array(rows * classes);
  for (let example = 0; example < examples; example++) {
    const weights = Array.from(logits.subarray(example * classes, (example + 1) * classes), Math.exp);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < classes; i++) {
      for (let j = 0; j < classes; j++) {
        const [p, q] = [weights[i]! / total, weights[j]! / total];
        values[(example * classes + i) * classes + j] = ((i === j ? p : 0) - p * q) / examples;
      }
    }
  }
  return {
    rows,
    columns: parameters,
    matrix,
    matrixPeak: peak(matrix),
    blocks: { size: classes, values },
  };
}

function hessianFactor(draw: Draw): CurvatureFactor {
  const n = variables;
  const root = draw(n * n);
  const matrix = new Float32Array(n * n);
  const values = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = 1;
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += root[i * n + k]! * root[j * n + k]!;
      values[i * n + j] = sum / n;
    }
  }
  return { rows: n, columns: n, matrix, matrixPeak: 1, blocks: { size: n, values } };
}

const peak = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
