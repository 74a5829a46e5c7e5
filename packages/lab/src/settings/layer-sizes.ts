import { z } from 'zod';
import type { Setting } from './setting.js';

const sizes = z.array(z.int().min(1)).min(1);

/** Widths of hidden layers: `128,64` as a flag, a list in a file. */
export const layerSizes: Setting<number[]> = {
  schema: sizes,
  expected: 'whole numbers of at least 1, as in 128,64',
  placeholder: 'N,N,…',
  description: 'widths of the hidden layers of mnist-mlp',
  fromFlag: (text) => {
    const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    return numbers.some(Number.isNaN) ? text : numbers;
  },
};
