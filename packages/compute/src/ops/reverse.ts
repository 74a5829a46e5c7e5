import { DerivativeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { normalizeAxes } from '../graph/shape.js';

const reverseOp: Op<{ axes: readonly number[] }> = {
  name: 'reverse',
  infer([x], { axes }) {
    const { shape, dtype } = x as Tensor;
    if (normalizeAxes(axes, shape.length) === undefined) {
      throw new ShapeError('reverse', [shape], `has no axes ${JSON.stringify(axes)}`);
    }
    return { shape, dtype };
  },
  emit(node, emitter) {
    const { axes } = node.attributes;
    return emitter.node('Slice', [
      emitter.of(node.inputs[0] as Tensor),
      emitter.integers(axes.map(() => -1)),
      emitter.integers(axes.map(() => -(2 ** 31))),
      emitter.integers(axes),
      emitter.integers(axes.map(() => -1)),
    ]);
  },
  vjp: (node, cotangent) => [reverse(cotangent, node.attributes.axes)],
  jvp: (node, [tangent]) => reverse(tangent as Tensor, node.attributes.axes),
  rows(node, rows, frame) {
    const { axes } = node.attributes;
    const shared = frame.isShared(node);
    if (!shared && axes.includes(0))
      throw new DerivativeError('perExampleJacobian: reverse moves the batch axis');
    return [
      new Rows(
        reverse(
          rows.dense(),
          axes.map((axis) => axis + (shared ? 2 : 1)),
        ),
      ),
    ];
  },
};

/** x with the order of elements turned round along some axes (non-negative). */
export function reverse(x: Tensor, axes: readonly number[]): Tensor {
  return apply(reverseOp, [x], { axes: [...axes] });
}
