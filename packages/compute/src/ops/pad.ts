import { DerivativeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { sliceBox } from './slice.js';

export interface PadAttributes {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export const padOp: Op<PadAttributes> = {
  name: 'pad',
  infer([x], { before, after }) {
    const { shape, dtype } = x as Tensor;
    const valid =
      before.length === shape.length &&
      after.length === shape.length &&
      [...before, ...after].every((n) => n >= 0);
    if (!valid)
      throw new ShapeError('pad', [shape], 'needs one non-negative width before and after each axis');
    return {
      shape: shape.map((length, axis) => length + (before[axis] as number) + (after[axis] as number)),
      dtype,
    };
  },
  emit: (node, emitter) =>
    emitter.node('Pad', [
      emitter.of(node.inputs[0] as Tensor),
      emitter.integers([...node.attributes.before, ...node.attributes.after]),
    ]),
  vjp: (node, cotangent) => [sliceBox(cotangent, node.attributes.before, (node.inputs[0] as Tensor).shape)],
  jvp: (node, [tangent]) => pad(tangent as Tensor, node.attributes.before, node.attributes.after),
  rows(node, rows, frame) {
    const input = node.inputs[0] as Tensor;
    const { before } = node.attributes;
    const dense = rows.dense();
    const [lead, k] = dense.shape as readonly [number, number];
    if (!frame.isShared(node) && input.shape[0] !== node.shape[0]) {
      throw new DerivativeError('perExampleJacobian: pad adds examples to the batch');
    }
    const from = frame.isShared(node) ? 0 : 1;
    return [new Rows(sliceBox(dense, [0, 0, ...before.slice(from)], [lead, k, ...frame.inner(input)]))];
  },
};

/** x with zeros around it: before[axis] and after[axis] of them. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  const none = [...before, ...after].every((width) => width === 0);
  return none ? x : apply(padOp, [x], { before: [...before], after: [...after] });
}
