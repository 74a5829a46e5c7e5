import { ShapeError } from '../errors.js';
import type { Tensor } from '../graph/graph.js';
import { sameShape } from '../graph/shape.js';
import { scale } from './scale.js';
import { square } from './square.js';
import { sub } from './sub.js';
import { sum } from './sum.js';

/**
 * Half the squared distance of each example, ½ Σ_c (outputs[i, c] − targets[i, c])²; its Hessian in the outputs is I.
 *
 * @param outputs [b, d]
 * @param targets [b, d]
 * @returns [b]
 */
export function squaredError(outputs: Tensor, targets: Tensor): Tensor {
  if (outputs.shape.length !== 2 || !sameShape(outputs.shape, targets.shape)) {
    throw new ShapeError('squaredError', [outputs.shape, targets.shape], 'both must be [b, d]');
  }
  return scale(sum(square(sub(outputs, targets)), [1]), 0.5);
}
