import { DTypeError, ShapeError } from '../errors.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';

const dequantizeOp: Op = {
  name: 'dequantize',
  infer(inputs) {
    const [codes, scale] = inputs as [Tensor, Tensor];
    if ((codes.dtype !== 'int8' && codes.dtype !== 'int16') || scale.dtype !== 'float32') {
      throw new DTypeError(
        'dequantize',
        [codes.dtype, scale.dtype],
        'needs int8 or int16 codes and a float32 scale',
      );
    }
    if (scale.shape.length !== 0) {
      throw new ShapeError(
        'dequantize',
        [codes.shape, scale.shape],
        'the scale must be one number, shape []',
      );
    }
    return { shape: codes.shape, dtype: 'float32' };
  },
  emit: (node, emitter) =>
    emitter.node(
      'DequantizeLinear',
      node.inputs.map((input) => emitter.of(input)),
    ),
  flops: (node) => elementCount(node.shape),
};

/**
 * codes · scale as float32.
 *
 * @param codes int8 or int16, any shape
 * @param scale float32 of shape []: the value of one code
 */
export function dequantize(codes: Tensor, scale: Tensor): Tensor {
  return apply(dequantizeOp, [codes, scale], {});
}
