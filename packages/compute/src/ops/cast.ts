import { Rows } from '../autodiff/rows.js';
import { onnxType } from '../emit/emitter.js';
import { type DType, isFloat } from '../graph/dtype.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';

const castOp: Op<{ to: DType }> = {
  name: 'cast',
  infer: ([x], { to }) => ({ shape: (x as Tensor).shape, dtype: to }),
  emit: (node, emitter) =>
    emitter.node('Cast', [emitter.of(node.inputs[0] as Tensor)], { to: onnxType[node.attributes.to] }),
  vjp: (node, cotangent) => [back(node, cotangent)],
  jvp: (node, [tangent]) =>
    tangent === undefined || !isFloat(node.dtype) ? undefined : cast(tangent, node.dtype),
  rows(node, rows) {
    const value = back(node, rows.dense());
    return [value === undefined ? undefined : new Rows(value)];
  },
};

function back(node: Tensor, cotangent: Tensor): Tensor | undefined {
  const { dtype } = node.inputs[0] as Tensor;
  return isFloat(dtype) && isFloat(node.dtype) ? cast(cotangent, dtype) : undefined;
}

/** The same values in another element type: floats become integers by truncation, bool becomes 0 or 1. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(castOp, [x], { to: dtype });
}
