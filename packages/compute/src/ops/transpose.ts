import { DerivativeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';

const transposeOp: Op<{ permutation: readonly number[] }> = {
  name: 'transpose',
  infer([x], { permutation }) {
    const { shape, dtype } = x as Tensor;
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== shape.length || sorted.some((axis, i) => axis !== i)) {
      throw new ShapeError(
        'transpose',
        [shape],
        `${JSON.stringify(permutation)} is not an order of its axes`,
      );
    }
    return { shape: permutation.map((axis) => shape[axis] as number), dtype };
  },
  emit: (node, emitter) =>
    emitter.node('Transpose', [emitter.of(node.inputs[0] as Tensor)], { perm: node.attributes.permutation }),
  vjp: (node, cotangent) => [transpose(cotangent, inverse(node.attributes.permutation))],
  jvp: (node, [tangent]) => transpose(tangent as Tensor, node.attributes.permutation),
  rows(node, rows, frame) {
    const { permutation } = node.attributes;
    const back = inverse(permutation);
    if (frame.isShared(node))
      return [new Rows(transpose(rows.dense(), [0, 1, ...back.map((axis) => axis + 2)]))];
    if (permutation[0] !== 0) throw new DerivativeError('perExampleJacobian: transpose moves the batch axis');
    return [new Rows(transpose(rows.dense(), [0, 1, ...back.slice(1).map((axis) => axis + 1)]))];
  },
};

function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_axis, i) => permutation.indexOf(i));
}

/** Axis i of the result is axis permutation[i] of x; by default the axes in reverse. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const order = permutation ?? x.shape.map((_length, axis) => x.shape.length - 1 - axis);
  return order.every((axis, i) => axis === i) && order.length === x.shape.length
    ? x
    : apply(transposeOp, [x], { permutation: [...order] });
}
