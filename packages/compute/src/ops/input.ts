import type { DType } from '../graph/dtype.js';
import { type Op, constantRules } from '../graph/op.js';
import type { Shape } from '../graph/shape.js';

/** An array supplied at every run; made by `Graph.input`. */
export const inputOp: Op<{ name: string; shape: Shape; dtype: DType }> = {
  name: 'input',
  isView: true,
  infer: (_inputs, { shape, dtype }) => ({ shape, dtype }),
  emit: (node, emitter) => emitter.graphInput(node.attributes.name, node.shape, node.dtype),
  ...constantRules,
};
