import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { neg } from './neg.js';

const divOp = elementwise({
  name: 'div',
  emit: (inputs, _node, emitter) => emitter.node('Div', inputs),
  partials(node) {
    const divisor = node.inputs[1] as Tensor;
    const one = node.graph.scalar(1, node.dtype);
    return [div(one, divisor), neg(div(node, divisor))];
  },
});

/** a / b element by element; the shapes broadcast from the last axis. */
export function div(a: Tensor, b: Tensor): Tensor {
  return apply(divOp, [a, b], {});
}
