import { z } from 'zod';
import { parse } from 'yaml';
import type { Setting } from './setting.js';

const scalar = z.union([z.number(), z.string(), z.boolean()]);
const changePath = /^chip(\.[A-Za-z0-9_]+)+$/;

/** Fields of the chip to change, by path (`chip.adc.resolutionBits`). */
export type ChipChanges = Readonly<Record<string, number | string | boolean>>;

/** `--set chip.path=value`, repeatable; in a file a mapping from path to value. */
export const chipChanges: Setting<ChipChanges> = {
  schema: z.record(z.string().regex(changePath), scalar),
  expected: 'chip.path=value, as in chip.adc.resolutionBits=6',
  placeholder: 'chip.path=value',
  description: 'change one field of the chip; may be repeated',
  fromFlag: (text) => {
    const at = text.indexOf('=');
    if (at < 0) return text;
    return { [text.slice(0, at).trim()]: scalarFrom(text.slice(at + 1)) };
  },
};

function scalarFrom(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return text;
  }
}
