import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { cast } from './cast.js';
import { div } from './div.js';
import { equal } from './equal.js';
import { mul } from './mul.js';
import {
  type ReductionAttributes,
  emitReduction,
  keptShape,
  reducedShape,
  reductionAxes,
} from './reduction.js';
import { reshape } from './reshape.js';
import { sum } from './sum.js';

const reduceMaxOp: Op<ReductionAttributes> = {
  name: 'reduceMax',
  infer: (inputs, attributes) => ({
    shape: reducedShape('reduceMax', (inputs[0] as Tensor).shape, attributes),
    dtype: floatTypeOf('reduceMax', inputs),
  }),
  emit: (node, emitter) => emitReduction('ReduceMax', emitter.of(node.inputs[0] as Tensor), node, emitter),
  vjp: (node, cotangent) => [mul(shares(node), reshape(cotangent, keptShape(node)))],
  jvp: (node, [tangent]) =>
    reshape(sum(mul(shares(node), tangent as Tensor), node.attributes.axes), node.shape),
  flops: (node) => elementCount((node.inputs[0] as Tensor).shape),
};

/** 1/m at each of the m elements that equal the maximum, 0 elsewhere. */
function shares(node: Tensor<ReductionAttributes>): Tensor {
  const x = node.inputs[0] as Tensor;
  const mask = cast(equal(x, reshape(node, keptShape(node))), x.dtype);
  return div(mask, sum(mask, node.attributes.axes, true));
}

/**
 * The largest element over some axes, or over all. Where several are largest, they share the derivative evenly. NaN
 * may be overlooked.
 */
export function reduceMax(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const normal = reductionAxes('reduceMax', x, axes);
  return normal.length === 0 ? x : apply(reduceMaxOp, [x], { axes: normal, keepDims });
}
