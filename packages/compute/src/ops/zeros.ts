import type { Tensor } from '../graph/graph.js';
import type { Shape } from '../graph/shape.js';
import { broadcastTo } from './broadcast-to.js';

/** Zeros of a shape, in the graph and the element type of `like`. */
export function zerosOf(like: Tensor, shape: Shape): Tensor {
  return broadcastTo(like.graph.scalar(0, like.dtype), shape);
}
