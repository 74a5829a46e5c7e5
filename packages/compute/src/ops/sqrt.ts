import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { div } from './div.js';

const sqrtOp = elementwise({
  name: 'sqrt',
  emit: (inputs, _node, emitter) => emitter.node('Sqrt', inputs),
  partials: (node) => [div(node.graph.scalar(0.5, node.dtype), node)],
});

/** The square root; its derivative at 0 is infinite. */
export function sqrt(x: Tensor): Tensor {
  return apply(sqrtOp, [x], {});
}
