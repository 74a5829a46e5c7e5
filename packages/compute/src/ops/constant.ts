import { type TypedArray, dtypeOf } from '../graph/dtype.js';
import { type Op, constantRules } from '../graph/op.js';

/** Fixed data inside the graph; made by `Graph.constant`, which knows the shape. */
export const constantOp: Op<{ data: TypedArray }> = {
  name: 'constant',
  isView: true,
  infer: (_inputs, { data }) => ({ shape: [data.length], dtype: dtypeOf(data) }),
  emit: (node, emitter) => emitter.constant(node.attributes.data, node.shape),
  ...constantRules,
};
