import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runFiles } from '../run-directory/run-directory.js';
import { resolveTrainConfig } from '../settings/resolve-train-config.js';
import { runTrain } from './run-train.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-determinism-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** metrics.jsonl of five steps through the reference chip, without the fields that tell wall time. */
async function metrics(name: string, seed: string): Promise<string> {
  const plan = resolveTrainConfig({ flags: { steps: '5', evalEvery: '5', batch: '32', seed } });
  const out = join(folder, name);
  await runTrain({ plan, out, force: false, command: ['train'], signal: new AbortController().signal });
  const lines = readFileSync(join(out, runFiles.metrics), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  return lines
    .map((line) =>
      JSON.stringify(JSON.parse(line, (key, value: unknown) => (/wall/i.test(key) ? undefined : value))),
    )
    .join('\n');
}

test('the same seed gives the same metrics, byte for byte apart from wall time; another seed does not', async () => {
  const first = await metrics('first', '7');
  expect(await metrics('again', '7')).toBe(first);
  expect(await metrics('other', '8')).not.toBe(first);
});
