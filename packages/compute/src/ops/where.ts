import { DTypeError } from '../errors.js';
import { type Tensor, apply } from '../graph/graph.js';
import { broadcastAll, elementwise, floatElementwise } from './elementwise.js';
import { cast } from './cast.js';
import { sub } from './sub.js';

const whereOp = elementwise({
  name: 'where',
  infer(inputs) {
    const [condition, ...branches] = inputs as [Tensor, Tensor, Tensor];
    if (condition.dtype !== 'bool')
      throw new DTypeError('where', [condition.dtype], 'the condition must be bool');
    return { shape: broadcastAll('where', inputs), dtype: floatElementwise('where', branches).dtype };
  },
  emit: (inputs, _node, emitter) => emitter.node('Where', inputs),
  partials(node) {
    const chosen = cast(node.inputs[0] as Tensor, node.dtype);
    return [undefined, chosen, sub(node.graph.scalar(1, node.dtype), chosen)];
  },
});

/** `whenTrue` where the bool condition holds, else `whenFalse`; the shapes broadcast from the last axis. */
export function where(condition: Tensor, whenTrue: Tensor, whenFalse: Tensor): Tensor {
  return apply(whereOp, [condition, whenTrue, whenFalse], {});
}
