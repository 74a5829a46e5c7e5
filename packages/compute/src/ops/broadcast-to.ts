import { ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { type Shape, broadcastShape, sameShape } from '../graph/shape.js';
import { sumTo } from './sum-to.js';

export const broadcastToOp: Op<{ shape: Shape }> = {
  name: 'broadcastTo',
  infer([x], { shape }) {
    const from = (x as Tensor).shape;
    const reached = broadcastShape(from, shape);
    if (reached === undefined || !sameShape(reached, shape)) {
      throw new ShapeError('broadcastTo', [from, shape], 'the first does not stretch to the second');
    }
    return { shape, dtype: (x as Tensor).dtype };
  },
  emit: (node, emitter) =>
    emitter.node('Expand', [emitter.of(node.inputs[0] as Tensor), emitter.integers(node.attributes.shape)]),
  vjp: (node, cotangent) => [sumTo(cotangent, (node.inputs[0] as Tensor).shape)],
  jvp: (node, [tangent]) => broadcastTo(tangent as Tensor, node.shape),
  rows: (node, rows, frame) => [new Rows(frame.collectOperand(rows.dense(), node.inputs[0] as Tensor, node))],
};

/** x repeated along missing and length-1 axes until it has this shape. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : apply(broadcastToOp, [x], { shape: [...shape] });
}
