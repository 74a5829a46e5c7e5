import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { generate } from './generate.js';
import { TableError } from './table.js';

const root = new URL('../../../', import.meta.url);

async function present(path: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(path, root), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const unknown = argv.find((argument) => argument !== '--check');
  if (unknown !== undefined) {
    process.stderr.write(`generate: unknown argument ${unknown}; expected nothing or --check\n`);
    return 2;
  }
  const files = await generate(root);
  const stale: string[] = [];
  for (const [path, text] of files) if ((await present(path)) !== text) stale.push(path);
  if (argv.includes('--check')) {
    if (stale.length === 0) return 0;
    process.stderr.write(`generate: stale: ${stale.join(', ')}; run \`npm run generate\` and commit\n`);
    return 1;
  }
  for (const path of stale) {
    await mkdir(new URL('.', new URL(path, root)), { recursive: true });
    await writeFile(new URL(path, root), files.get(path) ?? '');
    process.stdout.write(`wrote ${path}\n`);
  }
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TableError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
