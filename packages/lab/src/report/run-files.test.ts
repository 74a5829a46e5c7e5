import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readRun } from './run-files.js';
import { fixtureRun } from './testing/fixture-run.js';

const run = fixtureRun(5);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-report-'));
  writeFileSync(join(folder, 'summary.json'), JSON.stringify(run.summary));
  writeFileSync(join(folder, 'metrics.jsonl'), run.steps.map((step) => `${JSON.stringify(step)}\n`).join(''));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a run from its directory', () => {
  test('is the run that was written', () => {
    expect(readRun(folder)).toEqual(run);
  });

  test('a last line that was cut off is left out', () => {
    const lines = run.steps.map((step) => JSON.stringify(step)).join('\n');
    writeFileSync(join(folder, 'metrics.jsonl'), lines.slice(0, -30));
    expect(readRun(folder).steps).toEqual(run.steps.slice(0, 4));
  });

  test('what is no run says what is missing or wrong', () => {
    expect(() => readRun(join(folder, 'x'))).toThrow(
      /summary\.json: found no such file, expected a run directory/,
    );
    writeFileSync(join(folder, 'summary.json'), '{');
    expect(() => readRun(folder)).toThrow(/summary\.json: found .*JSON.*, expected JSON/);
    writeFileSync(join(folder, 'summary.json'), JSON.stringify({ ...run.summary, seed: 'one' }));
    expect(() => readRun(folder)).toThrow(/summary\.json: seed: found /);
  });
});
