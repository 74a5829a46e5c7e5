import { DerivativeError, DTypeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { slice } from './slice.js';
import { zerosOf } from './zeros.js';

export const concatOp: Op<{ axis: number }> = {
  name: 'concat',
  infer(inputs, { axis }) {
    const { shape, dtype } = inputs[0] as Tensor;
    if (inputs.some((input) => input.dtype !== dtype)) {
      throw new DTypeError(
        'concat',
        inputs.map((input) => input.dtype),
        'needs one type',
      );
    }
    const matches = inputs.every(
      (input) =>
        input.shape.length === shape.length &&
        input.shape.every((length, i) => i === axis || length === shape[i]),
    );
    if (!matches || axis < 0 || axis >= shape.length) {
      throw new ShapeError(
        'concat',
        inputs.map((input) => input.shape),
        `do not join along axis ${axis}`,
      );
    }
    const total = inputs.reduce((length, input) => length + (input.shape[axis] as number), 0);
    return { shape: shape.map((length, i) => (i === axis ? total : length)), dtype };
  },
  emit: (node, emitter) =>
    emitter.node(
      'Concat',
      node.inputs.map((input) => emitter.of(input)),
      { axis: node.attributes.axis },
    ),
  vjp: (node, cotangent) => parts(node, cotangent, node.attributes.axis),
  jvp(node, tangents) {
    const filled = node.inputs.map((input, i) => tangents[i] ?? zerosOf(input, input.shape));
    return apply(concatOp, filled as [Tensor, ...Tensor[]], node.attributes);
  },
  rows(node, rows, frame) {
    const { axis } = node.attributes;
    const shared = frame.isShared(node);
    if (!shared && axis === 0) throw new DerivativeError('perExampleJacobian: concat along the batch axis');
    return parts(node, rows.dense(), shared ? axis + 2 : axis + 1).map((part, i) => {
      const input = node.inputs[i] as Tensor;
      if (!shared && frame.isShared(input) && frame.isDependent(input)) {
        throw new DerivativeError('perExampleJacobian: concat joins a parameter to examples');
      }
      return new Rows(part);
    });
  },
};

/** The pieces of a cotangent that belong to each input, cut along `axis` of the cotangent. */
function parts(node: Tensor<{ axis: number }>, cotangent: Tensor, axis: number): Tensor[] {
  let start = 0;
  return node.inputs.map((input) => {
    const end = start + (input.shape[node.attributes.axis] as number);
    const part = slice(cotangent, axis, start, end);
    start = end;
    return part;
  });
}

/** Tensors joined along one axis; a negative axis counts from the last. */
export function concat(tensors: readonly [Tensor, ...Tensor[]], axis: number): Tensor {
  const along = axis < 0 ? axis + tensors[0].shape.length : axis;
  return tensors.length === 1 ? tensors[0] : apply(concatOp, tensors, { axis: along });
}
