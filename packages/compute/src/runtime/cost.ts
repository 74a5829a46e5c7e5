import { reachable } from '../autodiff/order.js';
import { bytesPerElement } from '../graph/dtype.js';
import type { Tensor } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';

/** What one run costs, from the graph alone. */
export interface Cost {
  /** Floating-point operations, a multiplication and an addition counted apart. */
  readonly flops: number;
  /** Bytes that the ops read and write, as if each went through memory once; views are free. */
  readonly bytes: number;
}

/** The cost of computing these tensors once. */
export function costOf(outputs: readonly Tensor[]): Cost {
  let flops = 0;
  let bytes = 0;
  for (const tensor of reachable(outputs)) {
    flops += tensor.op.flops?.(tensor) ?? 0;
    if (tensor.op.isView !== true)
      bytes += [tensor, ...tensor.inputs].reduce((sum, each) => sum + sizeOf(each), 0);
  }
  return { flops, bytes };
}

function sizeOf(tensor: Tensor): number {
  return elementCount(tensor.shape) * bytesPerElement[tensor.dtype];
}
