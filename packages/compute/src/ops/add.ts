import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';

const addOp = elementwise({
  name: 'add',
  emit: (inputs, _node, emitter) => emitter.node('Add', inputs),
  partials: () => [1, 1],
});

/** a + b element by element; the shapes broadcast from the last axis. */
export function add(a: Tensor, b: Tensor): Tensor {
  return apply(addOp, [a, b], {});
}
