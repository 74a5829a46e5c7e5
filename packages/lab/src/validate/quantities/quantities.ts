import { budgetQuantities } from './budget-quantities.js';
import { converterQuantities } from './converter-quantities.js';
import { datasheetQuantities } from './datasheet-quantities.js';
import type { Quantity } from './quantity.js';
import { trainingQuantities } from './training-quantities.js';

export type { Quantity };

/** Everything that requirements may name. */
export const quantities: readonly Quantity[] = [
  ...trainingQuantities,
  ...budgetQuantities,
  ...converterQuantities,
  ...datasheetQuantities,
];
