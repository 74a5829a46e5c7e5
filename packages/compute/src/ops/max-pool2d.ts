import { ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply, floatTypeOf } from '../graph/graph.js';
import { type Op, constantRules } from '../graph/op.js';
import { type Shape, elementCount } from '../graph/shape.js';
import { broadcastTo } from './broadcast-to.js';
import { gatherFlat } from './gather-flat.js';
import { pad } from './pad.js';
import { reshape } from './reshape.js';
import { scatterFlat } from './scatter-flat.js';
import { upsample2d } from './upsample2d.js';

const maxPool2dOp: Op<{ size: number }> = {
  name: 'maxPool2d',
  infer: (inputs, { size }) => ({
    shape: pooledShape((inputs[0] as Tensor).shape, size),
    dtype: floatTypeOf('maxPool2d', inputs),
  }),
  emit: (node, emitter) => emitter.node('MaxPool', [emitter.of(node.inputs[0] as Tensor)], windows(node), 0),
  vjp(node, cotangent) {
    const x = node.inputs[0] as Tensor;
    return [scatterFlat(cotangent, firstMaxima(node), x.shape)];
  },
  jvp: (node, [tangent]) => gatherFlat(tangent as Tensor, firstMaxima(node)),
  rows(node, rows, frame) {
    const x = node.inputs[0] as Tensor;
    frame.requireExamples(x, 'maxPool2d');
    const dense = rows.dense();
    const [lead, k, channels, ...pooled] = dense.shape as readonly [number, number, number, number, number];
    const large = upsample2d(reshape(dense, [lead * k, channels, ...pooled]), node.attributes.size);
    const remainder = [2, 3].map((axis) => (x.shape[axis] as number) - (large.shape[axis] as number));
    const whole = pad(large, [0, 0, 0, 0], [0, 0, ...remainder]);
    const one = broadcastTo(node.graph.scalar(1, node.dtype), node.shape);
    const mask = scatterFlat(one, firstMaxima(node), x.shape);
    return [new Rows(reshape(whole, [lead, k, ...x.shape.slice(1)]), mask)];
  },
  flops: (node) => elementCount((node.inputs[0] as Tensor).shape),
};

/** Where in x, counted through the whole array, each window has its first maximum. */
const firstMaximaOp: Op<{ size: number }> = {
  name: 'firstMaxima',
  infer: ([x], { size }) => ({ shape: pooledShape((x as Tensor).shape, size), dtype: 'int64' }),
  emit: (node, emitter) => emitter.node('MaxPool', [emitter.of(node.inputs[0] as Tensor)], windows(node), 1),
  ...constantRules,
};

function firstMaxima(node: Tensor<{ size: number }>): Tensor {
  return apply(firstMaximaOp, [node.inputs[0] as Tensor], node.attributes);
}

function windows({ attributes: { size } }: Tensor<{ size: number }>): Record<string, readonly number[]> {
  return { kernel_shape: [size, size], strides: [size, size] };
}

function pooledShape(shape: Shape, size: number): Shape {
  const [batch, channels, height, width] = shape;
  const valid = shape.length === 4 && Number.isInteger(size) && size >= 1;
  if (!valid || Math.min(height as number, width as number) < size) {
    throw new ShapeError('maxPool2d', [shape], `needs images [b, c, h, w] of at least ${size} × ${size}`);
  }
  return [
    batch as number,
    channels as number,
    Math.floor((height as number) / size),
    Math.floor((width as number) / size),
  ];
}

/**
 * The largest element of each size × size window, windows side by side; rows and columns that do not fill a window
 * are left out. Where several elements are largest, the first in row-major order has the whole derivative.
 *
 * @param x [b, c, h, w]
 * @returns [b, c, ⌊h / size⌋, ⌊w / size⌋]
 */
export function maxPool2d(x: Tensor, size: number): Tensor {
  return apply(maxPool2dOp, [x], { size });
}
