import type { Tensor } from '@thermoloop/compute';

/** The constants I and 1 − I [1, size, size] in the graph and number type of `like`. */
export function identity(like: Tensor, size: number): { eye: Tensor; offDiagonal: Tensor } {
  const values = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const complement = values.map((value) => 1 - value);
  const constant = (data: number[]) =>
    like.graph.constant(like.dtype === 'float64' ? Float64Array.from(data) : Float32Array.from(data), [1, size, size]);
  return { eye: constant(values), offDiagonal: constant(complement) };
}
