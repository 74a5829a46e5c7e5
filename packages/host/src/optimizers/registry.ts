import { byName } from '../unknown-name-error.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { momentum } from './momentum.js';
import { ngd } from './ngd.js';
import { ngdCg } from './ngd-cg.js';
import { ngdWoodbury } from './ngd-woodbury.js';
import type { OptimizerEntry } from './registry-entry.js';
import { sgd } from './sgd.js';
import { tngd } from './tngd.js';
import { tngdAdam } from './tngd-adam.js';

export const optimizers: readonly OptimizerEntry[] = [
  sgd,
  momentum,
  adam,
  adamw,
  ngd,
  ngdCg,
  ngdWoodbury,
  tngd,
  tngdAdam,
];

/** Throws UnknownNameError. */
export function optimizerNamed(name: string): OptimizerEntry {
  return byName('optimizer', optimizers, name);
}
