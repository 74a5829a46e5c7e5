import { DerivativeError, ShapeError } from '../errors.js';
import { Rows } from '../autodiff/rows.js';
import { type Tensor, apply } from '../graph/graph.js';
import type { Op } from '../graph/op.js';
import { pad } from './pad.js';

interface SliceAttributes {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
}

const sliceOp: Op<SliceAttributes> = {
  name: 'slice',
  infer([x], { starts, sizes }) {
    const { shape, dtype } = x as Tensor;
    const fits =
      starts.length === shape.length &&
      sizes.length === shape.length &&
      shape.every((length, axis) => {
        const start = starts[axis] as number;
        const size = sizes[axis] as number;
        return start >= 0 && size >= 1 && start + size <= length;
      });
    if (!fits) {
      const box = `starts ${JSON.stringify(starts)}, sizes ${JSON.stringify(sizes)}`;
      throw new ShapeError('slice', [shape], `${box} is not inside it`);
    }
    return { shape: sizes, dtype };
  },
  emit(node, emitter) {
    const x = node.inputs[0] as Tensor;
    const { starts, sizes } = node.attributes;
    const axes = x.shape.flatMap((length, axis) => (sizes[axis] === length ? [] : [axis]));
    return emitter.node('Slice', [
      emitter.of(x),
      emitter.integers(axes.map((axis) => starts[axis] as number)),
      emitter.integers(axes.map((axis) => (starts[axis] as number) + (sizes[axis] as number))),
      emitter.integers(axes),
    ]);
  },
  vjp(node, cotangent) {
    const { before, after } = margins(node);
    return [pad(cotangent, before, after)];
  },
  jvp: (node, [tangent]) => sliceBox(tangent as Tensor, node.attributes.starts, node.attributes.sizes),
  rows(node, rows, frame) {
    const input = node.inputs[0] as Tensor;
    const examples = !frame.isShared(node);
    if (examples && node.shape[0] !== input.shape[0]) {
      throw new DerivativeError('perExampleJacobian: slice takes a part of the batch');
    }
    const { before, after } = margins(node);
    const from = examples ? 1 : 0;
    return [new Rows(pad(rows.dense(), [0, 0, ...before.slice(from)], [0, 0, ...after.slice(from)]))];
  },
};

function margins(node: Tensor<SliceAttributes>): { before: readonly number[]; after: readonly number[] } {
  const { starts, sizes } = node.attributes;
  const { shape } = node.inputs[0] as Tensor;
  const after = shape.map((length, axis) => length - (starts[axis] as number) - (sizes[axis] as number));
  return { before: starts, after };
}

/** Elements start … end − 1 along one axis; a negative axis counts from the last. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const along = axis < 0 ? axis + x.shape.length : axis;
  if (x.shape[along] === undefined) throw new ShapeError('slice', [x.shape], `has no axis ${axis}`);
  return sliceBox(
    x,
    x.shape.map((_length, i) => (i === along ? start : 0)),
    x.shape.map((length, i) => (i === along ? end - start : length)),
  );
}

/** The box of these sizes that begins at these indices, one entry an axis. */
export function sliceBox(x: Tensor, starts: readonly number[], sizes: readonly number[]): Tensor {
  const whole = starts.every((start) => start === 0) && sizes.every((size, axis) => size === x.shape[axis]);
  return whole && sizes.length === x.shape.length
    ? x
    : apply(sliceOp, [x], { starts: [...starts], sizes: [...sizes] });
}
