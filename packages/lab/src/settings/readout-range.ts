import { z } from 'zod';
import type { Setting } from './setting.js';

/** `track`: follow the last peak; `fixed`: the converter spans ± that many volts throughout. */
export type ReadoutRange = 'track' | { readonly fixed: number };

const fixedForm = /^fixed:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)$/i;

export const readoutRange: Setting<string> = {
  schema: z.string().refine((text) => parseReadoutRange(text) !== undefined),
  expected: 'track, or fixed: and volts, as in fixed:0.5',
  placeholder: 'track|fixed:V',
  description: 'readout range: follow the last peak, or hold it at ±V volts',
  fromFlag: (text) => text,
};

/** undefined if `text` is neither form, or the voltage is not above 0. */
export function parseReadoutRange(text: string): ReadoutRange | undefined {
  if (text === 'track') return 'track';
  const fixed = Number(fixedForm.exec(text)?.[1] ?? Number.NaN);
  return fixed > 0 && Number.isFinite(fixed) ? { fixed } : undefined;
}
