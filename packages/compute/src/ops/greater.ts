import { type Tensor, apply } from '../graph/graph.js';
import { comparison } from './comparison.js';

const greaterOp = comparison('greater', 'Greater');

/** a > b element by element, of type bool; the shapes broadcast from the last axis. */
export function greater(a: Tensor, b: Tensor): Tensor {
  return apply(greaterOp, [a, b], {});
}
