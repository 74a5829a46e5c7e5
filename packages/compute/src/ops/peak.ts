import { arrayOf } from '../graph/dtype.js';
import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { broadcastToOp } from './broadcast-to.js';
import { concat, concatOp } from './concat.js';
import { mul, mulOp } from './mul.js';
import { type ReductionAttributes, emitReduction, reducedShape, reductionAxes } from './reduction.js';
import { reshape, reshapeOp } from './reshape.js';

const peakOp: Op<ReductionAttributes> = {
  name: 'peak',
  infer: (inputs, attributes) => ({
    shape: reducedShape('peak', (inputs[0] as Tensor).shape, attributes),
    dtype: floatTypeOf('peak', inputs),
  }),
  emit(node, emitter) {
    const x = emitter.of(node.inputs[0] as Tensor);
    const largest = emitReduction('ReduceMax', x, node, emitter);
    const smallest = emitReduction('ReduceMin', x, node, emitter);
    const magnitude = emitter.node('Max', [largest, emitter.node('Neg', [smallest])]);
    // maxima overlook NaN in ONNX Runtime; 0 · sum is 0, or NaN if an element is NaN or infinite
    const total = emitReduction('ReduceSum', x, node, emitter);
    const defect = emitter.node('Mul', [total, emitter.constant(arrayOf(node.dtype, [0]), [])]);
    return emitter.node('Add', [magnitude, defect]);
  },
  flops: (node) => 3 * elementCount((node.inputs[0] as Tensor).shape),
};

function peakAlong(x: Tensor, axes: readonly number[], keepDims: boolean): Tensor {
  return axes.length === 0 ? x : apply(peakOp, [x], { axes: [...axes], keepDims });
}

/** Scalars whose largest is the peak of x. */
function peaks(x: Tensor): Tensor[] {
  const [first, second] = x.inputs as [Tensor, Tensor];
  if (x.op.name === reshapeOp.name || x.op.name === broadcastToOp.name) return peaks(first);
  if (x.op.name === concatOp.name) return x.inputs.flatMap(peaks);
  const reduced = x.op.name === mulOp.name ? reducedProduct(x, first, second) : undefined;
  if (reduced !== undefined) return peaks(reduced);
  const whole = reshape(x, x.shape.length === 0 ? [1] : x.shape);
  return [peakAlong(whole, reductionAxes('peak', whole, undefined), false)];
}

/**
 * For a product with stretched axes, as the rows of dense layers are, a smaller product with the same peak: each
 * factor is reduced over the axes along which the other one is stretched.
 */
function reducedProduct(product: Tensor, a: Tensor, b: Tensor): Tensor | undefined {
  const rank = product.shape.length;
  const [fullA, fullB] = [a, b].map((tensor) =>
    reshape(tensor, [...new Array<number>(rank - tensor.shape.length).fill(1), ...tensor.shape]),
  ) as [Tensor, Tensor];
  const stretched = (mine: Tensor, other: Tensor) =>
    mine.shape.flatMap((length, axis) => (length > 1 && other.shape[axis] === 1 ? [axis] : []));
  const [axesA, axesB] = [stretched(fullA, fullB), stretched(fullB, fullA)];
  if (axesA.length === 0 && axesB.length === 0) return undefined;
  return mul(peakAlong(fullA, axesA, true), peakAlong(fullB, axesB, true));
}

/**
 * The largest |x|, shape []: what a converter's range must hold. NaN if any element is NaN or infinite, so that it
 * also tells whether x can be rounded to codes. Parts of a Concat, and factors of an outer product, are looked at
 * one by one. Has no derivative; reduceMax(abs(x)) has one.
 */
export function peak(x: Tensor): Tensor {
  const found = peaks(x);
  if (found.length === 1) return reshape(found[0] as Tensor, []);
  const all = concat(found.map((each) => reshape(each, [1])) as [Tensor, ...Tensor[]], 0);
  return peakAlong(all, [0], false);
}
