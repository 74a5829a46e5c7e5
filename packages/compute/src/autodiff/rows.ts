import { DerivativeError } from '../errors.js';
import type { Tensor } from '../graph/graph.js';
import { type Shape, elementCount, formatShape } from '../graph/shape.js';
import { broadcastTo } from '../ops/broadcast-to.js';
import { mul } from '../ops/mul.js';
import { reshape } from '../ops/reshape.js';
import { sumTo } from '../ops/sum-to.js';

/**
 * k cotangents per example of one tensor. A tensor is seen either as per-example, shape [b, ...inner], or as shared
 * by all examples (a parameter, or made of parameters), inner = its whole shape. `value` is [b, k, ...inner]; the
 * first axis is 1 instead of b where all examples agree. A `factor` [b, ...inner], equal for the k rows of an
 * example, is kept apart until somebody needs the product: masks of ReLU and pooling multiply among themselves
 * first, at a k-th of the cost.
 */
export class Rows {
  constructor(
    readonly value: Tensor,
    readonly factor?: Tensor,
  ) {}

  /** The product of value and factor. */
  dense(): Tensor {
    if (this.factor === undefined) return this.value;
    const [lead, k, ...inner] = this.value.shape as readonly [number, number, ...number[]];
    const batch = this.factor.shape[0] as number;
    const size = elementCount(inner);
    const product = mul(reshape(this.value, [lead, k, size]), reshape(this.factor, [batch, 1, size]));
    return reshape(product, [batch, k, ...inner]);
  }

  /** These rows, each multiplied by the per-example factor [b, ...inner]. */
  times(factor: Tensor): Rows {
    return new Rows(this.value, this.factor === undefined ? factor : mul(this.factor, factor));
  }
}

/** What row rules need to know of the computation around their node. */
export class RowFrame {
  constructor(
    readonly batch: number,
    private readonly shared: ReadonlySet<Tensor>,
    private readonly dependent: ReadonlySet<Tensor>,
  ) {}

  /** Made of the parameters and constants alone, hence the same for every example. */
  isShared(tensor: Tensor): boolean {
    return this.shared.has(tensor);
  }

  /** Depends on the parameters that the rows are taken for. */
  isDependent(tensor: Tensor): boolean {
    return this.dependent.has(tensor);
  }

  /** Whether axis 0 of an elementwise operand is the batch axis of its result. */
  isAligned(operand: Tensor, result: Tensor): boolean {
    return (
      !this.isShared(operand) &&
      !this.isShared(result) &&
      operand.shape.length === result.shape.length &&
      operand.shape[0] === this.batch
    );
  }

  /** The inner shape of a node: without its batch axis, or whole if it is shared. */
  inner(node: Tensor): Shape {
    return this.isShared(node) ? node.shape : node.shape.slice(1);
  }

  /** An elementwise operand as it broadcasts against the rows [b, k, ...inner] of the result. */
  liftOperand(operand: Tensor, result: Tensor): Tensor {
    const rank = this.inner(result).length;
    const aligned = this.isAligned(operand, result);
    const inner = this.operandInner(operand, result);
    const padding = new Array<number>(rank - inner.length).fill(1);
    return reshape(operand, [aligned ? this.batch : 1, 1, ...padding, ...inner]);
  }

  /** Rows of the result of an elementwise op, summed over the axes along which the operand was stretched. */
  collectOperand(rows: Tensor, operand: Tensor, result: Tensor): Tensor {
    const [lead, k] = rows.shape as readonly [number, number];
    const inner = this.operandInner(operand, result);
    const stretched = new Array<number>(this.inner(result).length - inner.length).fill(1);
    const summed = sumTo(rows, [lead, k, ...stretched, ...inner]);
    return reshape(summed, [lead, k, ...(this.isAligned(operand, result) ? inner : operand.shape)]);
  }

  /** Throws unless the node has the batch as its axis 0. */
  requireExamples(node: Tensor, what: string): void {
    if (this.isShared(node) || node.shape[0] !== this.batch) {
      throw new DerivativeError(
        `perExampleJacobian: ${what}: axis 0 of ${formatShape(node.shape)} is not the batch of ${this.batch}`,
      );
    }
  }

  private operandInner(operand: Tensor, result: Tensor): Shape {
    if (this.isShared(result)) return operand.shape;
    if (operand.shape.length < result.shape.length) return operand.shape;
    const first = operand.shape[0];
    if (!this.isAligned(operand, result) && first !== 1) {
      throw new DerivativeError(
        `perExampleJacobian: ${result.op.name}: a parameter of shape ${formatShape(operand.shape)} meets the batch axis`,
      );
    }
    return operand.shape.slice(1);
  }
}

/** Rows with their first axis stretched to the whole batch. */
export function withWholeBatch(rows: Tensor, batch: number): Tensor {
  return rows.shape[0] === batch ? rows : broadcastTo(rows, [batch, ...rows.shape.slice(1)]);
}
