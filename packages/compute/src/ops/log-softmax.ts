import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { mul } from './mul.js';
import { lastAxisType, liftRowwise, softmax } from './softmax.js';
import { sub } from './sub.js';
import { sum } from './sum.js';

const logSoftmaxOp: Op = {
  name: 'logSoftmax',
  infer: (inputs) => lastAxisType('logSoftmax', inputs),
  emit: (node, emitter) => emitter.node('LogSoftmax', [emitter.of(node.inputs[0] as Tensor)], { axis: -1 }),
  vjp: (node, cotangent) => [backwards(softmax(node.inputs[0] as Tensor), cotangent)],
  jvp(node, [tangent]) {
    const moved = mul(softmax(node.inputs[0] as Tensor), tangent as Tensor);
    return sub(tangent as Tensor, sum(moved, [-1], true));
  },
  rows(node, rows, frame) {
    const p = liftRowwise(softmax(node.inputs[0] as Tensor), node, frame);
    return [new Rows(backwards(p, rows.dense()))];
  },
  flops: (node) => 5 * elementCount(node.shape),
};

function backwards(p: Tensor, cotangent: Tensor): Tensor {
  return sub(cotangent, mul(p, sum(cotangent, [-1], true)));
}

/** log(softmax(x)) along the last axis, without overflow. */
export function logSoftmax(x: Tensor): Tensor {
  return apply(logSoftmaxOp, [x], {});
}
