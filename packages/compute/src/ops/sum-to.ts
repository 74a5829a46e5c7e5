import type { Tensor } from '../graph/graph.js';
import { type Shape, sameShape } from '../graph/shape.js';
import { reshape } from './reshape.js';
import { sum } from './sum.js';

/** x summed over the axes along which `shape` would be stretched to x's shape: the transpose of broadcastTo. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const offset = x.shape.length - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < offset || shape[axis - offset] !== length ? [axis] : [],
  );
  return reshape(axes.length === 0 ? x : sum(x, axes), shape);
}
