import { byName } from '../unknown-name-error.js';
import { mnistCnn } from './mnist-cnn.js';
import { mnistMlp } from './mnist-mlp.js';
import type { Workload } from './workload.js';

export const workloads: readonly Workload[] = [mnistCnn, mnistMlp];

/** Throws UnknownNameError. */
export function workloadNamed(name: string): Workload {
  return byName('workload', workloads, name);
}
