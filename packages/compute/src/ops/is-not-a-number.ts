import { type Tensor, apply } from '../graph/graph.js';
import { type Op, constantRules } from '../graph/op.js';
import { floatElementwise } from './elementwise.js';

const isNotANumberOp: Op = {
  name: 'isNotANumber',
  infer: (inputs) => ({ shape: floatElementwise('isNotANumber', inputs).shape, dtype: 'bool' }),
  emit: (node, emitter) =>
    emitter.node(
      'IsNaN',
      node.inputs.map((input) => emitter.of(input)),
    ),
  ...constantRules,
};

/** Which elements are not a number, of type bool. */
export function isNotANumber(x: Tensor): Tensor {
  return apply(isNotANumberOp, [x], {});
}
