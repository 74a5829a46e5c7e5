import { type Tensor, apply } from '../graph/graph.js';
import { comparison } from './comparison.js';

const equalOp = comparison('equal', 'Equal');

/** a = b element by element, of type bool; the shapes broadcast from the last axis. */
export function equal(a: Tensor, b: Tensor): Tensor {
  return apply(equalOp, [a, b], {});
}
