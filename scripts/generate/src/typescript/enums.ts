import type { Layout } from '../layout.js';
import { hex } from '../layout.js';
import { banner, camelCase, comment } from './source.js';

/** enums.ts: each enum as a const object, the union of its values, and a map from values to names; the flags likewise. */
export function enumsSource(layout: Layout): string {
  const parts = Object.entries(layout.table.enums).map(([name, { type, doc, values }]) => {
    const members = Object.entries(values).map(
      ([valueName, value]) =>
        `${comment(value.doc)}${valueName}: ${type === 'u8' ? value.value : hex(value.value)},\n`,
    );
    return [
      `${comment(doc)}export const ${name} = {\n${members.join('')}} as const;\n`,
      `export type ${name} = (typeof ${name})[keyof typeof ${name}];\n`,
      `export type ${name}Name = keyof typeof ${name};\n`,
      `export const ${camelCase(name)}Names = enumNames(${name});\n`,
    ].join('');
  });
  const flags = Object.entries(layout.table.flags).map(
    ([name, { bit, doc }]) => `${comment(doc)}${name}: ${hex(2 ** bit)},\n`,
  );
  return [
    banner,
    `import { enumNames } from '../wire/fields.js';\n\n`,
    parts.join('\n'),
    `\n/** Bits of the flags of a frame. */\nexport const Flag = {\n${flags.join('')}} as const;\n`,
  ].join('');
}
