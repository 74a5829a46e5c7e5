import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { scale } from './scale.js';

const squareOp = elementwise({
  name: 'square',
  emit: ([x], _node, emitter) => emitter.node('Mul', [x as string, x as string]),
  partials: (node) => [scale(node.inputs[0] as Tensor, 2)],
});

/** x². */
export function square(x: Tensor): Tensor {
  return apply(squareOp, [x], {});
}
