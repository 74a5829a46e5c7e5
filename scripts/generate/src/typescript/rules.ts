import type { Layout } from '../layout.js';
import { banner, comment } from './source.js';

/** rules.ts: the numbers of the protocol's rules. */
export function rulesSource(layout: Layout): string {
  const members = layout.table.rules.map(({ name, value, doc }) => `${comment(doc)}${name}: ${value},\n`);
  return `${banner}/** Numbers of the rules of the link; durations are wall time. */\nexport const rules = {\n${members.join(
    '',
  )}} as const;\n`;
}
