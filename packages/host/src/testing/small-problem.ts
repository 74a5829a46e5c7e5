import { RandomStream } from '@thermoloop/sim-kernel';
import { compile, type Program, type TypedArray } from '@thermoloop/compute';
import { buildBatchGraph, type BatchGraphKind } from '../curvature/batch-graph.js';
import type { Loss } from '../losses/loss.js';
import type { Model } from '../model/model.js';
import { networkNamed } from '../workloads/registry.js';

/** A network with a batch and parameters in float64, for derivative checks. */
export interface SmallProblem {
  readonly model: Model;
  readonly loss: Loss;
  readonly batch: number;
  readonly theta: Float64Array;
  readonly images: Float64Array;
  readonly targets: Float64Array;
}

/** A workload on `batch` random images, all parameters (biases too) away from 0. */
export function smallProblem(
  workload: string,
  settings: object,
  image: { height: number; width: number; classes: number },
  batch: number,
  loss: Loss,
): SmallProblem {
  const model = networkNamed(workload).model(image, settings);
  const theta = new Float64Array(model.parameterCount);
  const images = new Float64Array(batch * image.height * image.width);
  RandomStream.named('small problem', workload, 'parameters').fillNormal(theta);
  RandomStream.named('small problem', workload, 'images').fillUniform(images);
  for (const { offset, size, initialDeviation } of model.parameters) {
    const deviation = initialDeviation === 0 ? 0.1 : initialDeviation;
    for (let i = offset; i < offset + size; i++) theta[i]! *= deviation;
  }
  const targets = new Float64Array(batch * image.classes);
  for (let row = 0; row < batch; row++) targets[row * image.classes + (row % image.classes)] = 1;
  return { model, loss, batch, theta, images, targets };
}

export function compileSmall({ model, loss, batch }: SmallProblem, kind: BatchGraphKind): Promise<Program> {
  return compile({ ...buildBatchGraph(model, loss, kind, batch, 'float64') }, { threads: 1 });
}

/** Runs a program of the problem at θ + h·v (at θ without v). */
export async function runSmall(
  program: Program,
  { theta, images, targets }: SmallProblem,
  v?: Float64Array,
  h = 0,
): Promise<Record<string, Float64Array>> {
  const moved = v === undefined ? theta : theta.map((value, i) => value + h * v[i]!);
  const outputs = await program.run({ theta: moved, images, targets });
  return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, asFloat64(values)]));
}

function asFloat64(values: TypedArray): Float64Array {
  if (!(values instanceof Float64Array)) throw new TypeError('expected a float64 output');
  return values;
}

/** Central difference of an output along v, step 1e-6. */
export async function centralDifference(
  program: Program,
  problem: SmallProblem,
  output: string,
  v: Float64Array,
): Promise<Float64Array> {
  const h = 1e-6;
  const after = (await runSmall(program, problem, v, h))[output]!;
  const before = (await runSmall(program, problem, v, -h))[output]!;
  return after.map((value, i) => (value - before[i]!) / (2 * h));
}

/** Random directions and unit vectors at the first and last entry of each parameter array. */
export function probeDirections({ model }: SmallProblem): Float64Array[] {
  const random = [0, 1, 2].map((k) => {
    const v = new Float64Array(model.parameterCount);
    RandomStream.named('probe', k).fillNormal(v);
    return v;
  });
  const units = model.parameters
    .flatMap(({ offset, size }) => [offset, offset + size - 1])
    .map((at) => {
      const v = new Float64Array(model.parameterCount);
      v[at] = 1;
      return v;
    });
  return [...random, ...units];
}

/** A·v for a row-major matrix with v.length columns. */
export function multiply(matrix: Float64Array, v: Float64Array): Float64Array {
  const columns = v.length;
  return Float64Array.from({ length: matrix.length / columns }, (_, row) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += matrix[row * columns + j]! * v[j]!;
    return sum;
  });
}

/** Aᵀ·u for a row-major matrix with u.length rows. */
export function multiplyTransposed(matrix: Float64Array, u: Float64Array): Float64Array {
  const columns = matrix.length / u.length;
  const product = new Float64Array(columns);
  u.forEach((weight, row) => {
    for (let j = 0; j < columns; j++) product[j]! += weight * matrix[row * columns + j]!;
  });
  return product;
}

/** ‖a − b‖ / ‖b‖ */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

/** Softmax of each row, written out here so that checks do not lean on the graph's. */
export function softmaxRows(outputs: Float64Array, size: number): Float64Array {
  return outputs.map((_, at) => {
    const row = outputs.subarray(at - (at % size), at - (at % size) + size);
    const largest = Math.max(...row);
    return Math.exp(row[at % size]! - largest) / row.reduce((sum, z) => sum + Math.exp(z - largest), 0);
  });
}
