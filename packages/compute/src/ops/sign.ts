import { type Tensor, apply } from '../graph/graph.js';
import { constantRules } from '../graph/op.js';
import { elementwise } from './elementwise.js';

const signOp = {
  ...elementwise({
    name: 'sign',
    emit: (inputs, _node, emitter) => emitter.node('Sign', inputs),
    partials: () => [undefined],
  }),
  ...constantRules,
};

/** −1, 0 or 1. Its derivative is zero. */
export function sign(x: Tensor): Tensor {
  return apply(signOp, [x], {});
}
