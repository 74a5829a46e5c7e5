import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { sign } from './sign.js';

const absOp = elementwise({
  name: 'abs',
  emit: (inputs, _node, emitter) => emitter.node('Abs', inputs),
  partials: (node) => [sign(node.inputs[0] as Tensor)],
});

/** |x|. The derivative at 0 is 0. */
export function abs(x: Tensor): Tensor {
  return apply(absOp, [x], {});
}
