import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { parseDocument } from 'yaml';
import { cHeader } from './c/header.js';
import { schemaHash } from './hash.js';
import { layOut, type Layout } from './layout.js';
import { protocolText } from './markdown.js';
import { stateMachineOf, type StateMachine } from './states/state-machine.js';
import { checkForm, TableError, type Table } from './table.js';
import { typescriptFiles } from './typescript/files.js';
import { vectorFiles } from './vectors/files.js';

function parsed(text: string, file: string): unknown {
  const document = parseDocument(text, { uniqueKeys: true });
  const fault = document.errors[0];
  if (fault === undefined) return document.toJS();
  const line = fault.linePos?.[0].line ?? 1;
  throw new TableError(file, `line ${line}`, fault.message.split('\n')[0] ?? fault.code);
}

/** Parses and checks the text of a message table. Throws TableError. */
export const readTable = (text: string, file: string): Layout =>
  layOut(checkForm(parsed(text, file), file), file);

/** Parses and checks the text of the state machine of the devices of a message table. Throws TableError. */
export const readStates = (text: string, table: Table, file: string): StateMachine =>
  stateMachineOf(parsed(text, file), table, file);

/** Every generated file by its path from the repository's root. */
export async function generate(root: URL): Promise<Map<string, string>> {
  const text = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
  const tablePath = 'firmware-spec/spu-link.yaml';
  const statesPath = 'firmware-spec/states.yaml';
  const layout = readTable(await text(tablePath), tablePath);
  const hash = schemaHash(layout);
  const machine = readStates(await text(statesPath), layout.table, statesPath);
  const template = await text('scripts/generate/PROTOCOL.template.md');
  const style = await resolveConfig(new URL('package.json', root));
  const files = new Map<string, string>();
  for (const [name, source] of Object.entries(typescriptFiles(layout, hash))) {
    files.set(
      `packages/protocol/src/generated/${name}`,
      await format(source, { ...style, parser: 'typescript' }),
    );
  }
  for (const [name, source] of Object.entries(vectorFiles(layout, hash, machine))) {
    files.set(`firmware-spec/vectors/${name}`, await format(source, { ...style, parser: 'json' }));
  }
  files.set('firmware-spec/spu_link.h', cHeader(layout, hash));
  files.set('firmware-spec/PROTOCOL.md', protocolText({ layout, hash, machine }, template));
  return files;
}
