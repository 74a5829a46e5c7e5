import { DerivativeError, ShapeError } from '../errors.js';
import type { Tensor } from '../graph/graph.js';
import { sameShape } from '../graph/shape.js';
import { zerosOf } from '../ops/zeros.js';
import { accumulate } from './accumulate.js';
import { dependents, reachable } from './order.js';

/**
 * Reverse mode as a graph transform: for J = ∂output/∂x, the products Jᵀ·cotangent for each x of `wrt`.
 *
 * @param cotangent of the shape of `output`; for the gradient of a scalar loss, `graph.scalar(1)`
 * @param wrt any tensors that output is made of, inputs or intermediate
 * @returns one tensor per entry of wrt, of its shape; zeros where output does not depend on it
 * @throws ShapeError if the cotangent's shape is not output's; DerivativeError if an op on the way has no rule
 */
export function vjp(output: Tensor, cotangent: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (!sameShape(output.shape, cotangent.shape)) {
    throw new ShapeError('vjp', [output.shape, cotangent.shape], 'output and cotangent must have one shape');
  }
  const ordered = reachable([output]);
  const dependent = dependents(ordered, wrt);
  const contributions = new Map<Tensor, [Tensor, ...Tensor[]]>([[output, [cotangent]]]);
  const totals = new Map<Tensor, Tensor>();
  for (const node of ordered.reverse()) {
    const parts = contributions.get(node);
    if (parts === undefined || !dependent.has(node)) continue;
    const total = accumulate(parts);
    totals.set(node, total);
    if (!node.inputs.some((input) => dependent.has(input))) continue;
    if (node.op.vjp === undefined) throw new DerivativeError(`${node.op.name} has no reverse-mode rule`);
    node.op.vjp(node, total).forEach((part, i) => {
      const input = node.inputs[i] as Tensor;
      if (part === undefined || !dependent.has(input)) return;
      const list = contributions.get(input);
      if (list === undefined) contributions.set(input, [part]);
      else list.push(part);
    });
  }
  return wrt.map((tensor) => totals.get(tensor) ?? zerosOf(tensor, tensor.shape));
}
