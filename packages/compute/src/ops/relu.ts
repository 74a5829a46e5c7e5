import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { cast } from './cast.js';
import { greater } from './greater.js';

const reluOp = elementwise({
  name: 'relu',
  emit: (inputs, _node, emitter) => emitter.node('Relu', inputs),
  partials: (node) => [cast(greater(node, node.graph.scalar(0, node.dtype)), node.dtype)],
});

/** max(x, 0). The derivative at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return apply(reluOp, [x], {});
}
