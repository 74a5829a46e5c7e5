import { ShapeError } from '../errors.js';
import type { Emitter } from '../emit/emitter.js';
import type { Tensor } from '../graph/graph.js';
import { type Shape, elementCount, normalizeAxes } from '../graph/shape.js';

/** Elements from which on an array is worth more than one thread. */
const longArray = 1 << 15;

export interface ReductionAttributes {
  /** Ascending and non-negative. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** The shape that is left when axes are reduced. */
export function reducedShape(op: string, shape: Shape, { axes, keepDims }: ReductionAttributes): Shape {
  if (axes.length === 0) throw new ShapeError(op, [shape], 'needs at least one axis to reduce');
  return keepDims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_length, axis) => !axes.includes(axis));
}

/** Axes as given, or all of them, sorted and non-negative. Throws ShapeError if one is outside the rank. */
export function reductionAxes(op: string, x: Tensor, axes: readonly number[] | undefined): number[] {
  const normal = normalizeAxes(axes ?? x.shape.map((_length, axis) => axis), x.shape.length);
  if (normal === undefined) throw new ShapeError(op, [x.shape], `has no axes ${JSON.stringify(axes)}`);
  return normal;
}

/** The shape of the input with the reduced axes kept at length 1. */
export function keptShape(node: Tensor<ReductionAttributes>): number[] {
  const { shape } = node.inputs[0] as Tensor;
  return shape.map((length, axis) => (node.attributes.axes.includes(axis) ? 1 : length));
}

/**
 * Emits a reduction of `value`. One over everything goes in two steps, over equal rows first: ONNX Runtime splits
 * that among threads, where it runs a whole reduction on one.
 */
export function emitReduction(
  type: 'ReduceSum' | 'ReduceMax' | 'ReduceMin',
  value: string,
  node: Tensor<ReductionAttributes>,
  emitter: Emitter,
): string {
  const { axes, keepDims } = node.attributes;
  const { shape } = node.inputs[0] as Tensor;
  const count = elementCount(shape);
  const rows = equalRows(count);
  if (axes.length < shape.length || rows === 1) {
    return emitter.node(type, [value, emitter.integers(axes)], { keepdims: keepDims ? 1 : 0 });
  }
  const matrix = emitter.node('Reshape', [value, emitter.integers([rows, count / rows])]);
  const partial = emitter.node(type, [matrix, emitter.integers([1])], { keepdims: 0 });
  const whole = emitter.node(type, [partial, emitter.integers([0])], { keepdims: 0 });
  return node.shape.length === 0 ? whole : emitter.node('Reshape', [whole, emitter.integers(node.shape)]);
}

/** Into how many rows of one length to cut an array: the largest divisor up to 1024 of a long one, else 1. */
export function equalRows(count: number): number {
  if (count < longArray) return 1;
  let rows = 1024;
  while (count % rows !== 0) rows--;
  return rows;
}
