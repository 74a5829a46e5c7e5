import { DTypeError } from '../errors.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { elementCount } from '../graph/shape.js';
import { scatterFlat } from './scatter-flat.js';

const gatherFlatOp: Op = {
  name: 'gatherFlat',
  infer(inputs) {
    const [x, indices] = inputs as [Tensor, Tensor];
    if (indices.dtype !== 'int64')
      throw new DTypeError('gatherFlat', [indices.dtype], 'indices must be int64');
    return { shape: indices.shape, dtype: x.dtype };
  },
  emit(node, emitter) {
    const [x, indices] = node.inputs as [Tensor, Tensor];
    const flat = emitter.node('Reshape', [emitter.of(x), emitter.integers([elementCount(x.shape)])]);
    return emitter.node('Gather', [flat, emitter.of(indices)], { axis: 0 });
  },
  vjp(node, cotangent) {
    const [x, indices] = node.inputs as [Tensor, Tensor];
    return [scatterFlat(cotangent, indices, x.shape), undefined];
  },
  jvp: (node, [tangent]) => tangent && gatherFlat(tangent, node.inputs[1] as Tensor),
};

/** Elements of x at these positions of its row-major order, in the shape of the int64 indices, all different. */
export function gatherFlat(x: Tensor, indices: Tensor): Tensor {
  return apply(gatherFlatOp, [x, indices], {});
}
