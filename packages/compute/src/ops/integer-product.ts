import { TensorProto_DataType } from 'onnx-buf';
import { DTypeError, ShapeError } from '../errors.js';
import { type Tensor, apply } from '../graph/graph.js';
import { constantRules, type Op } from '../graph/op.js';

const integerProductOp: Op = {
  name: 'integerProduct',
  infer(inputs) {
    const [a, b] = inputs as [Tensor, Tensor];
    if (a.dtype !== 'int8' || b.dtype !== 'int8') {
      throw new DTypeError('integerProduct', [a.dtype, b.dtype], 'needs int8');
    }
    const [rows, inner] = a.shape;
    const [columns, innerB] = b.shape;
    if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB) {
      throw new ShapeError(
        'integerProduct',
        [a.shape, b.shape],
        'needs two matrices with rows of one length',
      );
    }
    return { shape: [rows as number, columns as number], dtype: 'int32' };
  },
  emit(node, emitter) {
    const [a, b] = (node.inputs as [Tensor, Tensor]).map((input) => emitter.of(input)) as [string, string];
    // unsigned times signed is what processors multiply natively: a + 128 is a with its highest bit flipped
    const flipped = emitter.node('BitwiseXor', [a, emitter.constant(Int8Array.of(-128), [])]);
    const unsigned = { to: TensorProto_DataType.UINT8 };
    const shifted = emitter.node('Cast', [flipped], unsigned);
    const zero = emitter.node('Cast', [emitter.constant(Int16Array.of(128), [])], unsigned);
    const turned = emitter.node('Transpose', [b], { perm: [1, 0] });
    return emitter.node('MatMulInteger', [shifted, turned, zero]);
  },
  ...constantRules,
  flops: (node) =>
    2 *
    (node.shape[0] as number) *
    (node.shape[1] as number) *
    ((node.inputs[0] as Tensor).shape[1] as number),
};

/**
 * a·bᵀ in integers, three times as fast as in float32. Exact as long as no sum of products leaves 32 bits, on
 * processors whose byte products do not saturate; older x86 ones do, so try it on large codes before relying on it.
 *
 * @param a int8 [m, k]
 * @param b int8 [n, k]
 * @returns int32 [m, n]
 */
export function integerProduct(a: Tensor, b: Tensor): Tensor {
  return apply(integerProductOp, [a, b], {});
}
