import type { TrainSummary } from '../train/train-result.js';

/** Whether a run trains on the examples of a data set, in mini-batches, with some of them kept for a test. */
export function hasExamples({ config }: Pick<TrainSummary, 'config'>): boolean {
  return config['batch'] !== undefined;
}
