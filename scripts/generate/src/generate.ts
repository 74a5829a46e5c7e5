import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { parseDocument } from 'yaml';
import { cHeader } from './c/header.js';
import { schemaHash } from './hash.js';
import { layOut, type Layout } from './layout.js';
import { protocolText } from './markdown.js';
import { checkForm, TableError } from './table.js';
import { typescriptFiles } from './typescript/files.js';
import { vectorFiles } from './vectors/files.js';

/** Parses and checks the text of a message table. Throws TableError. */
export function readTable(text: string, file: string): Layout {
  const document = parseDocument(text, { uniqueKeys: true });
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new TableError(
      file,
      `line ${fault.linePos?.[0].line ?? 1}`,
      fault.message.split('\n')[0] ?? fault.code,
    );
  }
  return layOut(checkForm(document.toJS(), file), file);
}

/** Every generated file by its path from the repository's root. */
export async function generate(root: URL): Promise<Map<string, string>> {
  const tablePath = 'firmware-spec/spu-link.yaml';
  const layout = readTable(await readFile(new URL(tablePath, root), 'utf8'), tablePath);
  const hash = schemaHash(layout);
  const template = await readFile(new URL('scripts/generate/PROTOCOL.template.md', root), 'utf8');
  const style = await resolveConfig(new URL('package.json', root));
  const files = new Map<string, string>();
  for (const [name, source] of Object.entries(typescriptFiles(layout, hash))) {
    files.set(
      `packages/protocol/src/generated/${name}`,
      await format(source, { ...style, parser: 'typescript' }),
    );
  }
  for (const [name, source] of Object.entries(vectorFiles(layout, hash))) {
    files.set(`firmware-spec/vectors/${name}`, await format(source, { ...style, parser: 'json' }));
  }
  files.set('firmware-spec/spu_link.h', cHeader(layout, hash));
  files.set('firmware-spec/PROTOCOL.md', protocolText(layout, hash, template));
  return files;
}
