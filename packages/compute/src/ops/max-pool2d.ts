import { ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { arrayOf } from '../graph/dtype.js';
import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { cast } from './cast.js';
import { equal } from './equal.js';
import { mul } from './mul.js';
import { reshape } from './reshape.js';
import { sliceBox } from './slice.js';
import { upsample2d } from './upsample2d.js';
import { where } from './where.js';

type Four = readonly [number, number, number, number];

/** Pooling of images whose height and width are multiples of the window. */
const maxPool2dOp: Op<{ size: number }> = {
  name: 'maxPool2d',
  infer(inputs, { size }) {
    const [batch, channels, height, width] = (inputs[0] as Tensor).shape as Four;
    return {
      shape: [batch, channels, height / size, width / size],
      dtype: floatTypeOf('maxPool2d', inputs),
    };
  },
  emit(node, emitter) {
    const { size } = node.attributes;
    const window = { kernel_shape: [size, size], strides: [size, size] };
    return emitter.node('MaxPool', [emitter.of(node.inputs[0] as Tensor)], window);
  },
  vjp: (node, cotangent) => [
    mul(upsample2d(cotangent, node.attributes.size), cast(firstMaxima(node), node.dtype)),
  ],
  jvp(node, [tangent]) {
    const nothing = node.graph.scalar(-Infinity, node.dtype);
    return maxPool2d(where(firstMaxima(node), tangent as Tensor, nothing), node.attributes.size);
  },
  rows(node, rows, frame) {
    const x = node.inputs[0] as Tensor;
    frame.requireExamples(x, 'maxPool2d');
    const dense = rows.dense();
    const [lead, k, ...pooled] = dense.shape as readonly [number, number, number, number, number];
    const large = upsample2d(reshape(dense, [lead * k, ...pooled]), node.attributes.size);
    const value = reshape(large, [lead, k, ...x.shape.slice(1)]);
    return [new Rows(value, cast(firstMaxima(node), node.dtype))];
  },
  flops: (node) => elementCount((node.inputs[0] as Tensor).shape),
};

/**
 * Of type bool, in the shape of x: true at the first maximum of each window. Of several elements that equal the
 * maximum, a second pooling picks the one with the highest rank; ranks fall in row-major order.
 */
function firstMaxima(node: Tensor<{ size: number }>): Tensor {
  const x = node.inputs[0] as Tensor;
  const { size } = node.attributes;
  const [, , height, width] = x.shape as Four;
  const ranks = Array.from({ length: height * width }, (_, place) => {
    const row = Math.floor(place / width) % size;
    return size * size - row * size - (place % size);
  });
  const rank = node.graph.constant(arrayOf(x.dtype, ranks), [height, width]);
  const ranked = mul(cast(equal(x, upsample2d(node, size)), x.dtype), rank);
  return equal(ranked, upsample2d(maxPool2d(ranked, size), size));
}

/**
 * The largest element of each size × size window, windows side by side; rows and columns that do not fill a window
 * are left out. Where several elements are largest, the first in row-major order has the whole derivative.
 * NaN may be overlooked.
 *
 * @param x [b, c, h, w]
 * @returns [b, c, ⌊h / size⌋, ⌊w / size⌋]
 */
export function maxPool2d(x: Tensor, size: number): Tensor {
  const [batch, channels, height, width] = x.shape as Four;
  const valid = x.shape.length === 4 && Number.isInteger(size) && size >= 1;
  if (!valid || Math.min(height, width) < size) {
    throw new ShapeError('maxPool2d', [x.shape], `needs images [b, c, h, w] of at least ${size} × ${size}`);
  }
  const filled = [batch, channels, height - (height % size), width - (width % size)];
  return apply(maxPool2dOp, [sliceBox(x, [0, 0, 0, 0], filled)], { size });
}
