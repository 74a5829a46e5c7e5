import { DTypeError, ShapeError } from '../errors.js';
import { arrayOf } from '../graph/dtype.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { abs } from './abs.js';
import { countTrue } from './count-true.js';
import { greaterOrEqual } from './greater-or-equal.js';
import { isNotANumber } from './is-not-a-number.js';
import { mapPieces } from './pieces.js';
import { scale as multiply } from './scale.js';

const quantizeOp: Op<{ bits: number }> = {
  name: 'quantize',
  infer(inputs, { bits }) {
    const [x, scale] = inputs as [Tensor, Tensor];
    if (x.dtype !== 'float32' || scale.dtype !== 'float32') {
      throw new DTypeError('quantize', [x.dtype, scale.dtype], 'needs float32 values and a float32 scale');
    }
    if (scale.shape.length !== 0) {
      throw new ShapeError('quantize', [x.shape, scale.shape], 'the scale must be one number, shape []');
    }
    return { shape: x.shape, dtype: codeType(bits) };
  },
  emit(node, emitter) {
    const [x, scale] = (node.inputs as [Tensor, Tensor]).map((input) => emitter.of(input)) as [
      string,
      string,
    ];
    const largest = largestCode(node.attributes.bits);
    if (node.dtype === 'int8') {
      const zero = emitter.constant(Int8Array.of(0), []);
      const codes = emitter.node('QuantizeLinear', [x, scale, zero]);
      const bounds = [-largest, largest].map((bound) => emitter.constant(Int8Array.of(bound), []));
      return emitter.node('Clip', [codes, ...bounds]);
    }
    const [lower, upper] = [-largest, largest].map((bound) =>
      emitter.node('Mul', [scale, emitter.constant(arrayOf('float32', [bound]), [])]),
    ) as [string, string];
    const clipped = emitter.node('Clip', [x, lower, upper]);
    return emitter.node('QuantizeLinear', [clipped, scale, emitter.constant(Int16Array.of(0), [])]);
  },
  flops: (node) => 2 * elementCount(node.shape),
};

/** The largest code of a signed converter, 2^(bits − 1) − 1; the smallest is its negative. */
export function largestCode(bits: number): number {
  return 2 ** (bits - 1) - 1;
}

function codeType(bits: number): 'int8' | 'int16' {
  if (!Number.isInteger(bits) || bits < 2 || bits > 16)
    throw new RangeError(`quantize: ${bits} bits, must be 2 to 16`);
  return bits <= 8 ? 'int8' : 'int16';
}

/**
 * Integer codes of x / scale, rounded half to even and clipped to ±(2^(bits − 1) − 1): the most negative code of a
 * two's complement number is not used. NaN becomes a code too, so test for it with `peak` or `countNotANumber`. Parts joined
 * by a Concat are rounded before they are joined.
 *
 * @param x float32, any shape
 * @param scale float32 of shape [], positive: the value of one code
 * @param bits 2 to 8 give int8, 9 to 16 int16
 */
export function quantize(x: Tensor, scale: Tensor, bits: number): Tensor {
  return mapPieces(x, (piece) => apply(quantizeOp, [piece, scale], { bits }));
}

/** How many elements of x `quantize` clips: those that would round beyond the largest code. int32, shape []. */
export function countClipped(x: Tensor, scale: Tensor, bits: number): Tensor {
  const limit = multiply(scale, largestCode(bits) + 0.5);
  return countTrue(mapPieces(x, (piece) => greaterOrEqual(abs(piece), limit)));
}

/** How many elements are NaN. int32, shape []. */
export function countNotANumber(x: Tensor): Tensor {
  return countTrue(mapPieces(x, isNotANumber));
}
