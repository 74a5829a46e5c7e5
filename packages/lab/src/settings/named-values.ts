import { z } from 'zod';
import type { Setting } from './setting.js';

const values = z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.number());

/** Numbers by name: `x=-1.2,y=1` as a flag, a mapping in a file. */
export function namedValues(description: string): Setting<Record<string, number>> {
  return {
    schema: values,
    expected: 'numbers by name, as in x=-1.2,y=1',
    placeholder: 'NAME=X,…',
    description,
    fromFlag: (text) => {
      const entries = text.split(',').map((part) => part.split('='));
      const isWhole = entries.every(([, value, ...more]) => value?.trim() && more.length === 0);
      return isWhole
        ? Object.fromEntries(entries.map(([name, value]) => [name!.trim(), Number(value)]))
        : text;
    },
  };
}
