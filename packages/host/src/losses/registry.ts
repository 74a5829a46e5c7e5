import type { Loss, LossName } from './loss.js';
import { softmaxCrossEntropyLoss } from './softmax-cross-entropy.js';
import { squaredErrorLoss } from './squared-error.js';

export const losses: Readonly<Record<LossName, Loss>> = {
  'softmax-cross-entropy': softmaxCrossEntropyLoss,
  'squared-error': squaredErrorLoss,
};
