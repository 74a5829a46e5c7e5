import type { Quantity } from './quantity.js';

/** Figures of the converters, as `characterize` measures them through the test points. */
export const converterQuantities: readonly Quantity[] = [];
