import { ShapeError } from '../errors.js';
import type { Tensor } from '../graph/graph.js';
import { sameShape } from '../graph/shape.js';
import { logSoftmax } from './log-softmax.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { sum } from './sum.js';

/**
 * The cross-entropy of each example, −Σ_c targets[i, c] · log softmax(logits[i])_c, in nats.
 *
 * @param logits [b, d]
 * @param targets [b, d], a distribution over the classes for each example (one-hot labels, say)
 * @returns [b]
 */
export function softmaxCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  if (logits.shape.length !== 2 || !sameShape(logits.shape, targets.shape)) {
    throw new ShapeError('softmaxCrossEntropy', [logits.shape, targets.shape], 'both must be [b, d]');
  }
  return neg(sum(mul(targets, logSoftmax(logits)), [1]));
}
