import { arrayOf } from '../graph/dtype.js';
import { type Tensor, apply } from '../graph/graph.js';
import { elementwise } from './elementwise.js';

const scaleOp = elementwise<{ factor: number }>({
  name: 'scale',
  emit: ([x], node, emitter) =>
    emitter.node('Mul', [x as string, emitter.constant(arrayOf(node.dtype, [node.attributes.factor]), [])]),
  partials: (node) => [node.attributes.factor],
});

/** x times a number that is fixed when the graph is built. */
export function scale(x: Tensor, factor: number): Tensor {
  if (!Number.isFinite(factor)) throw new RangeError(`scale: the factor is ${factor}, must be finite`);
  return factor === 1 ? x : apply(scaleOp, [x], { factor });
}
