import type { Requirement } from '../../output/requirement.js';
import { medianAccuracy, worstRatio, type Pair } from './paired.js';

/** A chip that mnist-cnn is trained through, and what is asked of it. */
export interface AcceptedChip {
  readonly name: string;
  requirements(pairs: readonly Pair[]): Requirement[];
}

const leastAccuracy = 0.972;
const mostLossRatio = 0.7;
/** No figure is promised for a chip of 4 bits, only that it trains; untrained networks are at 0.1. */
const trainsFrom = 0.9;

const reference: AcceptedChip = {
  name: 'reference',
  requirements: (pairs) => [
    {
      name: 'reference: median test accuracy',
      value: medianAccuracy(pairs),
      relation: '>=',
      limit: leastAccuracy,
    },
    {
      name: 'reference: training loss / best baseline, largest over seeds',
      value: worstRatio(pairs),
      relation: '<=',
      limit: mostLossRatio,
    },
  ],
};

const lowPrecision: AcceptedChip = {
  name: 'low-precision',
  requirements: (pairs) => [
    {
      name: 'low-precision still trains: median test accuracy',
      value: medianAccuracy(pairs),
      relation: '>=',
      limit: trainsFrom,
    },
  ],
};

export const acceptedChips: readonly AcceptedChip[] = [reference, lowPrecision];
