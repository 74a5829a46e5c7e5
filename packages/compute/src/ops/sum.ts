import { DerivativeError, DTypeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { isFloat } from '../graph/dtype.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { broadcastTo } from './broadcast-to.js';
import {
  type ReductionAttributes,
  emitReduction,
  keptShape,
  reducedShape,
  reductionAxes,
} from './reduction.js';
import { reshape } from './reshape.js';

const sumOp: Op<ReductionAttributes> = {
  name: 'sum',
  infer([x], attributes) {
    const { shape, dtype } = x as Tensor;
    if (!isFloat(dtype) && dtype !== 'int32') throw new DTypeError('sum', [dtype], 'needs a float or int32');
    return { shape: reducedShape('sum', shape, attributes), dtype };
  },
  emit: (node, emitter) => emitReduction('ReduceSum', emitter.of(node.inputs[0] as Tensor), node, emitter),
  vjp(node, cotangent) {
    const { shape } = node.inputs[0] as Tensor;
    return [broadcastTo(reshape(cotangent, keptShape(node)), shape)];
  },
  jvp: (node, [tangent]) => apply(sumOp, [tangent as Tensor], node.attributes),
  rows(node, rows, frame) {
    const input = node.inputs[0] as Tensor;
    const examples = !frame.isShared(input);
    if (examples && node.attributes.axes.includes(0)) {
      throw new DerivativeError('perExampleJacobian: sum over the batch axis mixes examples');
    }
    const dense = rows.dense();
    const [lead, k] = dense.shape as readonly [number, number];
    const kept = keptShape(node);
    const from = examples ? 1 : 0;
    const stretched = broadcastTo(reshape(dense, [lead, k, ...kept.slice(from)]), [
      lead,
      k,
      ...input.shape.slice(from),
    ]);
    return [new Rows(stretched)];
  },
  flops: (node) => elementCount((node.inputs[0] as Tensor).shape),
};

/** The sum over some axes, or over all. A scalar is its own sum. */
export function sum(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const normal = reductionAxes('sum', x, axes);
  if (normal.length === 0 && axes === undefined) return x;
  return apply(sumOp, [x], { axes: normal, keepDims });
}
