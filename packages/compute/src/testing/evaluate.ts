import type { TypedArray } from '../graph/dtype.js';
import { dtypeOf } from '../graph/dtype.js';
import { Graph, type Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import { compile } from '../runtime/program.js';

/** A function's value on given arrays, as plain numbers in row-major order. */
export async function evaluate(
  build: (...inputs: Tensor[]) => Tensor,
  ...inputs: readonly (readonly [TypedArray, Shape])[]
): Promise<number[]> {
  const graph = new Graph();
  const tensors = inputs.map(([data, shape], i) => graph.input(`x${i}`, shape, dtypeOf(data)));
  const program = await compile({ result: build(...tensors) }, { threads: 1 });
  const { result } = await program.run(Object.fromEntries(inputs.map(([data], i) => [`x${i}`, data])));
  await program.release();
  return Array.from(result as TypedArray);
}

/** A float32 array of these numbers with its shape. */
export function f32(
  values: readonly number[],
  shape: Shape = [values.length],
): readonly [Float32Array, Shape] {
  return [Float32Array.from(values), shape];
}
