import { DerivativeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { type Shape, elementCount, formatShape, sameShape } from '../graph/shape.js';

export const reshapeOp: Op<{ shape: Shape }> = {
  name: 'reshape',
  isView: true,
  infer([x], { shape }) {
    const from = x as Tensor;
    if (elementCount(from.shape) !== elementCount(shape)) {
      throw new ShapeError('reshape', [from.shape, shape], 'the shapes have different numbers of elements');
    }
    return { shape, dtype: from.dtype };
  },
  emit: (node, emitter) =>
    emitter.node('Reshape', [emitter.of(node.inputs[0] as Tensor), emitter.integers(node.attributes.shape)]),
  vjp: (node, cotangent) => [reshape(cotangent, (node.inputs[0] as Tensor).shape)],
  jvp: (node, [tangent]) => reshape(tangent as Tensor, node.shape),
  rows(node, rows, frame) {
    const input = node.inputs[0] as Tensor;
    if (!frame.isShared(node) && input.shape[0] !== node.shape[0]) {
      const shapes = `${formatShape(input.shape)} to ${formatShape(node.shape)}`;
      throw new DerivativeError(`perExampleJacobian: reshape from ${shapes} mixes examples`);
    }
    const [lead, k] = rows.value.shape as readonly [number, number];
    const value = reshape(rows.value, [lead, k, ...frame.inner(input)]);
    return [new Rows(value, rows.factor && reshape(rows.factor, input.shape))];
  },
};

/** The same elements in row-major order under another shape; moves no data. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const source = x.op.name === reshapeOp.name ? (x.inputs[0] as Tensor) : x;
  return sameShape(source.shape, shape) ? source : apply(reshapeOp, [source], { shape: [...shape] });
}
