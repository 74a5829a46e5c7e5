import type { Emitter } from '../emit/emitter.js';
import type { RowFrame, Rows } from '../autodiff/rows.js';
import type { DType } from './dtype.js';
import type { Tensor } from './graph.js';
import type { Shape } from './shape.js';

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Everything the package knows of one op. A derivative rule answers one entry per input: the contribution to that
 * input, or undefined where it is zero (an integer or boolean input, say). An op without a rule cannot be
 * differentiated that way, and asking for it is a DerivativeError.
 */
export interface Op<A extends object = object> {
  readonly name: string;
  /** A reshaped view: it moves no bytes. */
  readonly isView?: boolean;
  /** Shape and type of the result. Throws ShapeError or DTypeError. */
  infer(inputs: readonly Tensor[], attributes: A): TensorType;
  /** Adds ONNX nodes for this tensor and returns the name of its value. */
  emit(node: Tensor<A>, emitter: Emitter): string;
  /** Reverse mode: from the cotangent of the result (same shape), the cotangents of the inputs. */
  vjp?(node: Tensor<A>, cotangent: Tensor): readonly (Tensor | undefined)[];
  /** Forward mode: from the tangents of the inputs (undefined = zero; at least one is given), that of the result. */
  jvp?(node: Tensor<A>, tangents: readonly (Tensor | undefined)[]): Tensor | undefined;
  /** Reverse mode for k cotangents per example at once; see Rows. */
  rows?(node: Tensor<A>, rows: Rows, frame: RowFrame): readonly (Rows | undefined)[];
  /** Floating-point operations of one evaluation; 0 when absent. */
  flops?(node: Tensor<A>): number;
}

/** The derivative rules of a result that is piecewise constant: zero everywhere. */
export const constantRules = {
  vjp: (node: Tensor): undefined[] => node.inputs.map(() => undefined),
  jvp: (): undefined => undefined,
  rows: (node: Tensor): undefined[] => node.inputs.map(() => undefined),
};
