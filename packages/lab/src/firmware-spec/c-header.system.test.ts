import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { checkingProgram } from '../testing/c-checks.js';
import { codeOfPage, firmwareSpec, frames, records } from '../testing/firmware-spec.js';
import { programPath, systemTest } from '../testing/system-program.js';

const run = promisify(execFile);
const cc = programPath(['gcc', 'cc', 'clang']);
const cxx = programPath(['g++', 'c++', 'clang++']);
const onC = systemTest(cc);
const onCxx = systemTest(cxx);
const strict = ['-Wall', '-Wextra', '-Wpedantic', '-Werror'];
const include = ['-I', fileURLToPath(firmwareSpec)];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thermoloop-c-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** What a compiler says of a source; empty where it is content. */
async function compile(compiler: string | undefined, ...options: string[]): Promise<string> {
  const { stdout, stderr } = await run(compiler ?? 'no compiler was found', options);
  return stdout + stderr;
}

describe('spu_link.h', () => {
  const alone = '#include "spu_link.h"\nint main(void) { return 0; }\n';

  for (const standard of ['c99', 'c11']) {
    onC(`is taken by a compiler of ${standard} without a warning`, async () => {
      const source = await file('alone.c', alone);
      expect(await compile(cc, `-std=${standard}`, ...strict, ...include, '-fsyntax-only', source)).toBe('');
    });
  }

  for (const standard of ['c++98', 'c++17']) {
    onCxx(`is taken by a compiler of ${standard} without a warning`, async () => {
      const source = await file('alone.cpp', alone);
      expect(await compile(cxx, `-std=${standard}`, ...strict, ...include, '-fsyntax-only', source)).toBe('');
    });
  }

  for (const standard of ['c99', 'c11']) {
    onC(`does not compile in ${standard} where a struct is not as the table says`, async () => {
      const header = await readFile(new URL('spu_link.h', firmwareSpec), 'utf8');
      const field = '  uint32_t run_queue_depth_that_is_not_there;\n';
      expect(header).toContain('typedef struct spu_status_answer {\n');
      const wrong = header.replace(
        'typedef struct spu_status_answer {\n',
        `typedef struct spu_status_answer {\n${field}`,
      );
      const source = await file('wrong.c', `${wrong}\nint main(void) { return 0; }\n`);
      await expect(compile(cc, `-std=${standard}`, '-fsyntax-only', source)).rejects.toThrow(
        /spu_status_answer/,
      );
    });
  }
});

onC('a C program reads every golden vector with the structs and with the code of PROTOCOL.md', async () => {
  expect(codeOfPage).toHaveLength(2);
  const source = await file('vectors.c', checkingProgram());
  const program = join(folder, 'vectors');
  // sanitizers tell of reads beyond a frame
  const sanitize = ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  expect(await compile(cc, '-std=c99', ...strict, ...sanitize, ...include, source, '-o', program)).toBe('');
  const { stdout, stderr } = await run(program, { env: { ASAN_OPTIONS: 'detect_leaks=0' } }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  expect(stderr).toBe('');
  const [last, ...wrong] = stdout.trim().split('\n').reverse();
  expect(wrong).toEqual([]);
  const fewest = records.length + 12 * frames.length;
  expect(Number(last?.split(' ')[0])).toBeGreaterThan(fewest);
});
