import { byName } from '../unknown-name-error.js';
import { landscape } from './landscape.js';
import { mnistCnn } from './mnist-cnn.js';
import { mnistMlp } from './mnist-mlp.js';
import type { NetworkWorkload } from './network-workload.js';
import type { Workload } from './workload.js';

/** The workloads that are networks. */
export const networks: readonly NetworkWorkload[] = [mnistCnn, mnistMlp];

export const workloads: readonly Workload[] = [...networks, landscape];

/** Throws UnknownNameError. */
export function workloadNamed(name: string): Workload {
  return byName('workload', workloads, name);
}

/** Throws UnknownNameError. */
export function networkNamed(name: string): NetworkWorkload {
  return byName('network', networks, name);
}
