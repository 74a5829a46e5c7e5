export const banner = '// Generated from firmware-spec/spu-link.yaml by `npm run generate`. Do not edit.\n\n';

/** A JSDoc comment, or nothing. */
export function comment(...parts: (string | undefined)[]): string {
  const text = parts.filter((part) => part !== undefined && part !== '').join('. ');
  return text === '' ? '' : `/** ${text} */\n`;
}

/** RunCommand to runCommand. */
export const camelCase = (pascal: string): string => pascal.charAt(0).toLowerCase() + pascal.slice(1);

export const quoted = (text: string): string => JSON.stringify(text);
