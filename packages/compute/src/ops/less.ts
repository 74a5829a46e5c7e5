import { type Tensor, apply } from '../graph/graph.js';
import { comparison } from './comparison.js';

const lessOp = comparison('less', 'Less');

/** a < b element by element, of type bool; the shapes broadcast from the last axis. */
export function less(a: Tensor, b: Tensor): Tensor {
  return apply(lessOp, [a, b], {});
}
