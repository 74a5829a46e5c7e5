import { byName } from '../unknown-name-error.js';
import { adam } from './adam.js';
import { momentum } from './momentum.js';
import { ngd } from './ngd.js';
import { ngdWoodbury } from './ngd-woodbury.js';
import type { OptimizerEntry } from './registry-entry.js';
import { sgd } from './sgd.js';
import { tngd } from './tngd.js';

export const optimizers: readonly OptimizerEntry[] = [sgd, momentum, adam, ngd, ngdWoodbury, tngd];

/** Throws UnknownNameError. */
export function optimizerNamed(name: string): OptimizerEntry {
  return byName('optimizer', optimizers, name);
}
