import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';

const negOp = elementwise({
  name: 'neg',
  emit: (inputs, _node, emitter) => emitter.node('Neg', inputs),
  partials: () => [-1],
});

/** −x. */
export function neg(x: Tensor): Tensor {
  return apply(negOp, [x], {});
}
