import { DerivativeError, DTypeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { isFloat } from '../graph/dtype.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { type Shape, elementCount, normalizeAxes } from '../graph/shape.js';
import { broadcastTo } from './broadcast-to.js';
import { reshape } from './reshape.js';

export interface ReductionAttributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

const sumOp: Op<ReductionAttributes> = {
  name: 'sum',
  infer([x], attributes) {
    const { shape, dtype } = x as Tensor;
    if (!isFloat(dtype) && dtype !== 'int32') throw new DTypeError('sum', [dtype], 'needs a float or int32');
    return { shape: reducedShape('sum', shape, attributes), dtype };
  },
  emit(node, emitter) {
    const { axes, keepDims } = node.attributes;
    const inputs = [emitter.of(node.inputs[0] as Tensor), emitter.integers(axes)];
    return emitter.node('ReduceSum', inputs, { keepdims: keepDims ? 1 : 0 });
  },
  vjp(node, cotangent) {
    const { shape } = node.inputs[0] as Tensor;
    const kept = shape.map((length, axis) => (node.attributes.axes.includes(axis) ? 1 : length));
    return [broadcastTo(reshape(cotangent, kept), shape)];
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
    const kept = input.shape.map((length, axis) => (node.attributes.axes.includes(axis) ? 1 : length));
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

/** The shape that is left when axes are reduced. */
export function reducedShape(op: string, shape: Shape, { axes, keepDims }: ReductionAttributes): Shape {
  if (axes.length === 0) throw new ShapeError(op, [shape], 'needs at least one axis to reduce');
  return keepDims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_length, axis) => !axes.includes(axis));
}

/** Axes as given, or all of them, sorted and non-negative. Throws ShapeError if one is outside the rank. */
export function reductionAxes(op: string, x: Tensor, axes: readonly number[] | undefined): number[] {
  const normal = normalizeAxes(axes ?? x.shape.map((_length, axis) => axis), x.shape.length);
  if (normal === undefined) throw new ShapeError(op, [x.shape], `has no axes ${JSON.stringify(axes)}`);
  return normal;
}

/** The sum over some axes, or over all. A scalar is its own sum. */
export function sum(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const normal = reductionAxes('sum', x, axes);
  if (normal.length === 0 && axes === undefined) return x;
  return apply(sumOp, [x], { axes: normal, keepDims });
}
