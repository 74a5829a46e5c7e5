import { DTypeError, ShapeError } from '../errors.js';
import { arrayOf } from '../graph/dtype.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { type Shape, elementCount, sameShape } from '../graph/shape.js';
import { gatherFlat } from './gather-flat.js';

const scatterFlatOp: Op<{ shape: Shape }> = {
  name: 'scatterFlat',
  infer(inputs, { shape }) {
    const [x, indices] = inputs as [Tensor, Tensor];
    if (indices.dtype !== 'int64')
      throw new DTypeError('scatterFlat', [indices.dtype], 'indices must be int64');
    if (!sameShape(x.shape, indices.shape)) {
      throw new ShapeError('scatterFlat', [x.shape, indices.shape], 'values and indices must have one shape');
    }
    return { shape, dtype: x.dtype };
  },
  emit(node, emitter) {
    const [x, indices] = node.inputs as [Tensor, Tensor];
    const zero = emitter.constant(arrayOf(node.dtype, [0]), [1]);
    const background = emitter.node('Expand', [zero, emitter.integers([elementCount(node.shape)])]);
    const count = emitter.integers([elementCount(x.shape)]);
    const flat = [emitter.of(indices), emitter.of(x)].map((name) => emitter.node('Reshape', [name, count]));
    const filled = emitter.node('ScatterElements', [background, ...flat], { axis: 0 });
    return emitter.node('Reshape', [filled, emitter.integers(node.shape)]);
  },
  vjp: (node, cotangent) => [gatherFlat(cotangent, node.inputs[1] as Tensor), undefined],
  jvp: (node, [tangent]) => tangent && scatterFlat(tangent, node.inputs[1] as Tensor, node.shape),
};

/** Zeros of a shape with the elements of x at these positions of its row-major order; the indices are all different. */
export function scatterFlat(x: Tensor, indices: Tensor, shape: Shape): Tensor {
  return apply(scatterFlatOp, [x, indices], { shape: [...shape] });
}
