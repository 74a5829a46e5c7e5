import { DTypeError, ShapeError } from '../errors.js';
import { Rows, type RowFrame } from '../autodiff/rows.js';
import type { Emitter } from '../emit/emitter.js';
import { isFloat } from '../graph/dtype.js';
import type { Tensor } from '../graph/graph.js';
import type { Op, TensorType } from '../graph/op.js';
import { type Shape, broadcastShape, elementCount, sameShape } from '../graph/shape.js';
import { add } from './add.js';
import { broadcastTo } from './broadcast-to.js';
import { mul } from './mul.js';
import { scale } from './scale.js';
import { sumTo } from './sum-to.js';

/** ∂result/∂input at each element: a number, a tensor that broadcasts to the result's shape, or zero. */
export type PartialDerivative = number | Tensor | undefined;

interface Elementwise<A extends object> {
  readonly name: string;
  /** Operand types other than one common float. */
  infer?(inputs: readonly Tensor[]): TensorType;
  emit(inputs: readonly string[], node: Tensor<A>, emitter: Emitter): string;
  partials(node: Tensor<A>): readonly PartialDerivative[];
}

/** An op that works element by element on operands broadcast to one shape; its rules follow from its partials. */
export function elementwise<A extends object = object>(definition: Elementwise<A>): Op<A> {
  return {
    name: definition.name,
    infer: (inputs) => definition.infer?.(inputs) ?? floatElementwise(definition.name, inputs),
    emit: (node, emitter) =>
      definition.emit(
        node.inputs.map((input) => emitter.of(input)),
        node,
        emitter,
      ),
    vjp: (node, cotangent) =>
      definition.partials(node).map((partial, i) => {
        const product = times(cotangent, partial);
        return product === undefined ? undefined : sumTo(product, (node.inputs[i] as Tensor).shape);
      }),
    jvp(node, tangents) {
      const terms = definition
        .partials(node)
        .flatMap((partial, i) => {
          const tangent = tangents[i];
          return tangent === undefined ? [] : [times(tangent, partial)];
        })
        .filter((term) => term !== undefined);
      const [first, ...rest] = terms;
      if (first === undefined) return undefined;
      const total = rest.reduce((sum, term) => add(sum, term), first);
      return broadcastTo(total, node.shape);
    },
    rows: (node, rows, frame) => rowsOf(node, definition.partials(node), rows, frame),
    flops: (node) => elementCount(node.shape),
  };
}

/** Shape and type of operands of one float type that broadcast together. */
export function floatElementwise(name: string, inputs: readonly Tensor[]): TensorType {
  const dtype = inputs[0]?.dtype ?? 'float32';
  if (!isFloat(dtype) || inputs.some((input) => input.dtype !== dtype)) {
    throw new DTypeError(
      name,
      inputs.map((input) => input.dtype),
      'needs float32 or float64, the same for all',
    );
  }
  return { shape: broadcastAll(name, inputs), dtype };
}

/** The common shape of the operands, or a ShapeError. */
export function broadcastAll(name: string, inputs: readonly Tensor[]): Shape {
  return inputs.reduce<Shape>((shape, input) => {
    const wider = broadcastShape(shape, input.shape);
    if (wider === undefined) {
      throw new ShapeError(
        name,
        inputs.map((each) => each.shape),
        'the shapes do not broadcast together',
      );
    }
    return wider;
  }, []);
}

function times(tensor: Tensor, partial: PartialDerivative): Tensor | undefined {
  if (partial === undefined) return undefined;
  return typeof partial === 'number' ? scale(tensor, partial) : mul(tensor, partial);
}

function rowsOf(
  node: Tensor,
  partials: readonly PartialDerivative[],
  rows: Rows,
  frame: RowFrame,
): readonly (Rows | undefined)[] {
  return node.inputs.map((input, i) => {
    const partial = partials[i];
    if (partial === undefined || !frame.isDependent(input)) return undefined;
    const aligned = frame.isAligned(input, node) && sameShape(input.shape, node.shape);
    if (typeof partial === 'number') {
      if (aligned) return new Rows(scale(rows.value, partial), rows.factor);
      return new Rows(frame.collectOperand(scale(rows.dense(), partial), input, node));
    }
    if (aligned && sameShape(partial.shape, node.shape)) return rows.times(partial);
    const product = mul(rows.dense(), frame.liftOperand(partial, node));
    return new Rows(frame.collectOperand(product, input, node));
  });
}
