import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';

const subOp = elementwise({
  name: 'sub',
  emit: (inputs, _node, emitter) => emitter.node('Sub', inputs),
  partials: () => [1, -1],
});

/** a − b element by element; the shapes broadcast from the last axis. */
export function sub(a: Tensor, b: Tensor): Tensor {
  return apply(subOp, [a, b], {});
}
