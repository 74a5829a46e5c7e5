import type { Tensor } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import { scale } from './scale.js';
import { sum } from './sum.js';

/** The mean over some axes, or over all. */
export function mean(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const total = sum(x, axes, keepDims);
  return scale(total, elementCount(total.shape) / elementCount(x.shape));
}
