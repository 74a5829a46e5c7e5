import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';

const expOp = elementwise({
  name: 'exp',
  emit: (inputs, _node, emitter) => emitter.node('Exp', inputs),
  partials: (node) => [node],
});

/** eˣ. */
export function exp(x: Tensor): Tensor {
  return apply(expOp, [x], {});
}
