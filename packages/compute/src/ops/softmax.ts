import { DerivativeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { mul } from './mul.js';
import { sub } from './sub.js';
import { sum } from './sum.js';

const softmaxOp: Op = {
  name: 'softmax',
  infer: (inputs) => lastAxisType('softmax', inputs),
  emit: (node, emitter) => emitter.node('Softmax', [emitter.of(node.inputs[0] as Tensor)], { axis: -1 }),
  vjp: (node, cotangent) => [throughSoftmax(node, cotangent)],
  jvp: (node, [tangent]) => throughSoftmax(node, tangent as Tensor),
  rows(node, rows, frame) {
    return [new Rows(throughSoftmax(liftRowwise(node, node, frame), rows.dense()))];
  },
  flops: (node) => 5 * elementCount(node.shape),
};

/** (diag(p) − p pᵀ) v along the last axis: the Jacobian of softmax, which is symmetric. */
function throughSoftmax(p: Tensor, v: Tensor): Tensor {
  return mul(p, sub(v, sum(mul(p, v), [-1], true)));
}

/** A tensor of the shape of `node`, as it broadcasts against its rows; the last axis must be inside the examples. */
export function liftRowwise(
  tensor: Tensor,
  node: Tensor,
  frame: Parameters<NonNullable<Op['rows']>>[2],
): Tensor {
  if (!frame.isShared(node) && node.shape.length < 2) {
    throw new DerivativeError(`perExampleJacobian: ${node.op.name} along the batch axis mixes examples`);
  }
  return frame.liftOperand(tensor, node);
}

/** The type of an op along the last axis of one float tensor. */
export function lastAxisType(op: string, inputs: readonly Tensor[]): ReturnType<Op['infer']> {
  const { shape } = inputs[0] as Tensor;
  if (shape.length === 0) throw new ShapeError(op, [shape], 'needs at least one axis');
  return { shape, dtype: floatTypeOf(op, inputs) };
}

/** exp(x) normalised to sum 1 along the last axis. */
export function softmax(x: Tensor): Tensor {
  return apply(softmaxOp, [x], {});
}
