import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';
import { div } from './div.js';

const logOp = elementwise({
  name: 'log',
  emit: (inputs, _node, emitter) => emitter.node('Log', inputs),
  partials: (node) => [div(node.graph.scalar(1, node.dtype), node.inputs[0] as Tensor)],
});

/** The natural logarithm. */
export function log(x: Tensor): Tensor {
  return apply(logOp, [x], {});
}
