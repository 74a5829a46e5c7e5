import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { square } from './square.js';
import { sub } from './sub.js';

const tanhOp = elementwise({
  name: 'tanh',
  emit: (inputs, _node, emitter) => emitter.node('Tanh', inputs),
  partials: (node) => [sub(node.graph.scalar(1, node.dtype), square(node))],
});

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return apply(tanhOp, [x], {});
}
