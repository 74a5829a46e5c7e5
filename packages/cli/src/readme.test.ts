import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { thermoloop } from './testing/spawn-cli.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const marker = '<!-- example: run by packages/cli/src/readme.test.ts -->';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-readme-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The command after the marker, and the output that the README shows for it. */
function example(): { command: string; output: string } {
  const [, rest] = readme.split(marker);
  const [, command, output] = /```sh\n(.*?)\n```\s*```text\n(.*?)```/s.exec(rest ?? '') ?? [];
  if (command === undefined || output === undefined)
    throw new Error(`README.md has no example after ${marker}`);
  return { command, output };
}

/** Low bits of products differ between processors, and training amplifies them: the words must agree, the numbers nearly. */
const words = (text: string) => text.replace(/(< )?\d+(\.\d+)?/g, '#').replace(/#\s+/g, '# ');
const accuracyPercent = (text: string) => Number(/test accuracy ([\d.]+) %/.exec(text)?.[1]);

test("the README's example prints what the README shows", async () => {
  const { command, output } = example();
  const [npx, program, ...args] = command.split(' ');
  expect([npx, program]).toEqual(['npx', 'thermoloop']);
  const ended = await thermoloop(folder, args);
  expect(ended.status).toBe(0);
  expect(words(ended.stdout)).toBe(words(output));
  expect(Math.abs(accuracyPercent(ended.stdout) - accuracyPercent(output))).toBeLessThan(4);
  expect(existsSync(join(folder, 'runs/example/report.html'))).toBe(true);
});
