import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { type ReductionAttributes, emitReduction, reductionAxes } from './reduction.js';

const peakOp: Op<ReductionAttributes> = {
  name: 'peak',
  infer: (inputs) => ({ shape: [], dtype: floatTypeOf('peak', inputs) }),
  emit(node, emitter) {
    const x = emitter.of(node.inputs[0] as Tensor);
    const largest = emitReduction('ReduceMax', x, node, emitter);
    const smallest = emitReduction('ReduceMin', x, node, emitter);
    return emitter.node('Max', [largest, emitter.node('Neg', [smallest])]);
  },
  flops: (node) => 2 * elementCount((node.inputs[0] as Tensor).shape),
};

/** The largest |x|, shape []: what a converter's range must hold. Has no derivative; use reduceMax(abs(x)) for one. */
export function peak(x: Tensor): Tensor {
  return apply(peakOp, [x], { axes: reductionAxes('peak', x, undefined), keepDims: false });
}
