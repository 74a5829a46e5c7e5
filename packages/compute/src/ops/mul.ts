import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';

export const mulOp = elementwise({
  name: 'mul',
  emit: (inputs, _node, emitter) => emitter.node('Mul', inputs),
  partials: (node) => [node.inputs[1], node.inputs[0]],
});

/** a · b element by element; the shapes broadcast from the last axis. Slow where that axis is short and stretched. */
export function mul(a: Tensor, b: Tensor): Tensor {
  return apply(mulOp, [a, b], {});
}
