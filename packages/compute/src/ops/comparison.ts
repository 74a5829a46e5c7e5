import { type Op, constantRules } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { floatElementwise } from './elementwise.js';

/** An op that compares two operands of one float type and answers bool. */
export function comparison(name: string, onnxName: string): Op {
  return {
    name,
    infer: (inputs) => ({ shape: floatElementwise(name, inputs).shape, dtype: 'bool' }),
    emit: (node, emitter) =>
      emitter.node(
        onnxName,
        node.inputs.map((input) => emitter.of(input)),
      ),
    flops: (node) => elementCount(node.shape),
    ...constantRules,
  };
}
