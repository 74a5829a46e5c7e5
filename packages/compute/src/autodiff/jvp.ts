import { DerivativeError, ShapeError } from '../errors.js';
import type { Tensor } from '../graph/graph.js';
import { sameShape } from '../graph/shape.js';
import { zerosOf } from '../ops/zeros.js';
import { reachable } from './order.js';

/**
 * Forward mode as a graph transform: the sum over x of ∂output/∂x · tangent(x).
 *
 * @param tangents for each tensor that moves, inputs or intermediate, a tangent of its shape; the rest stands still
 * @returns a tensor of the shape of output
 * @throws ShapeError if a tangent's shape is not its tensor's; DerivativeError if an op on the way has no rule
 */
export function jvp(output: Tensor, tangents: ReadonlyMap<Tensor, Tensor>): Tensor {
  const known = new Map<Tensor, Tensor>();
  for (const [tensor, tangent] of tangents) {
    if (!sameShape(tensor.shape, tangent.shape)) {
      throw new ShapeError('jvp', [tensor.shape, tangent.shape], 'tensor and tangent must have one shape');
    }
  }
  for (const node of reachable([output])) {
    const given = tangents.get(node);
    if (given !== undefined) {
      known.set(node, given);
      continue;
    }
    const inputs = node.inputs.map((input) => known.get(input));
    if (inputs.every((tangent) => tangent === undefined)) continue;
    if (node.op.jvp === undefined) throw new DerivativeError(`${node.op.name} has no forward-mode rule`);
    const tangent = node.op.jvp(node, inputs);
    if (tangent !== undefined) known.set(node, tangent);
  }
  return known.get(output) ?? zerosOf(output, output.shape);
}
