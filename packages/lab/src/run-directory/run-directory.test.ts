import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InputError } from '../input-error.js';
import { RunDirectory, runFiles } from './run-directory.js';

let folder: string;
const before = process.cwd();

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'thermoloop-run-')));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function create(request: { out?: string; force?: boolean } = {}): RunDirectory {
  return RunDirectory.create({ command: 'train', seed: 7, force: false, ...request });
}

describe('where a run directory is', () => {
  test('by default runs/<time>-<command>-<seed>, another one for a second run in the same second', () => {
    const first = create();
    const second = create();
    expect(first.path).toMatch(/^runs\/\d{8}T\d{6}-train-7$/);
    expect(second.path).toMatch(/^runs\/\d{8}T\d{6}-train-7(-2)?$/);
    expect(second.path).not.toBe(first.path);
    first.close();
    second.close();
  });

  test('where --out says, made with its parents', () => {
    create({ out: 'a/b' }).close();
    expect(readdirSync('a/b')).toEqual([runFiles.metrics]);
  });
});

describe('a directory that is not empty', () => {
  beforeEach(() => {
    mkdirSync('full');
    writeFileSync('full/notes.txt', 'mine');
    writeFileSync('full/summary.json', 'old');
  });

  test('is refused and left as it is', () => {
    expect(() => create({ out: 'full' })).toThrow(
      new InputError({
        place: '--out full',
        found: 'a directory that holds notes.txt, summary.json',
        expected: 'an empty or new one',
        remedy: 'Choose another --out, or add --force to overwrite the run in it.',
      }),
    );
    expect(readdirSync('full').sort()).toEqual(['notes.txt', 'summary.json']);
  });

  test('with force loses the files of the old run and nothing else', () => {
    create({ out: 'full', force: true }).close();
    expect(readdirSync('full').sort()).toEqual([runFiles.metrics, 'notes.txt']);
  });

  test('a file in its place is refused', () => {
    writeFileSync('file', '');
    expect(() => create({ out: 'file' })).toThrow(/^--out file: found a file, expected a directory/);
  });
});

describe('two writers', () => {
  test('the second is refused while the first writes, with force too', () => {
    const first = create({ out: 'run' });
    expect(() => create({ out: 'run' })).toThrow(/the lock of process \d+ on/);
    expect(() => create({ out: 'run', force: true })).toThrow(/the lock of process \d+ on/);
    first.close();
    expect(existsSync(join('run', runFiles.lock))).toBe(false);
    create({ out: 'run', force: true }).close();
  });

  test('a lock of a process that is gone is taken over', () => {
    mkdirSync('run');
    writeFileSync(join('run', runFiles.lock), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    create({ out: 'run' }).close();
  });

  test('a lock of another machine, or one that cannot be read, is not', () => {
    mkdirSync('run');
    writeFileSync(join('run', runFiles.lock), JSON.stringify({ pid: 1, host: 'elsewhere' }));
    expect(() => create({ out: 'run' })).toThrow(/the lock of process 1 on elsewhere/);
    writeFileSync(join('run', runFiles.lock), 'x');
    expect(() => create({ out: 'run' })).toThrow(/the lock of another process/);
  });
});

describe('what a run writes', () => {
  test('a step is a line; a number that is not finite is null', () => {
    const run = create({ out: 'run' });
    run.appendMetrics({ step: 1, loss: 0.5 });
    run.appendMetrics({ step: 2, loss: Number.NaN });
    run.close();
    expect(readFileSync(run.file('metrics'), 'utf8')).toBe('{"step":1,"loss":0.5}\n{"step":2,"loss":null}\n');
  });

  test('a file is replaced whole and leaves no draft', () => {
    const run = create({ out: 'run' });
    run.write('summary', 'first');
    run.write('summary', 'second');
    run.close();
    expect(readFileSync(run.file('summary'), 'utf8')).toBe('second');
    expect(readdirSync('run').sort()).toEqual([runFiles.metrics, runFiles.summary]);
  });
});
