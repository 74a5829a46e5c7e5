import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { sign } from './sign.js';

const reluOp = elementwise({
  name: 'relu',
  emit: (inputs, _node, emitter) => emitter.node('Relu', inputs),
  partials: (node) => [sign(node)],
});

/** max(x, 0). The derivative at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return apply(reluOp, [x], {});
}
