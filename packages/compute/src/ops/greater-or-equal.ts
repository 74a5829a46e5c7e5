import { type Tensor, apply } from '../graph/graph.js';
import { comparison } from './comparison.js';

const greaterOrEqualOp = comparison('greaterOrEqual', 'GreaterOrEqual');

/** a ≥ b element by element, of type bool; the shapes broadcast from the last axis. */
export function greaterOrEqual(a: Tensor, b: Tensor): Tensor {
  return apply(greaterOrEqualOp, [a, b], {});
}
