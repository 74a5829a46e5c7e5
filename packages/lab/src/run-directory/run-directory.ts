import { appendFileSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wallClock } from '@thermoloop/sim-kernel';
import { removeCheckpoints, writeCheckpoint } from '../checkpoint/checkpoint-files.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { InputError } from '../input-error.js';
import { LockFile } from './lock-file.js';
import { writeWhole } from './write-whole.js';

/** The files of a run directory. `lock` is there only while a run writes. */
export const runFiles = {
  config: 'config.yaml',
  chip: 'chip.yaml',
  machine: 'machine.yaml',
  metrics: 'metrics.jsonl',
  summary: 'summary.json',
  report: 'report.html',
  events: 'events.jsonl',
  timeline: 'timeline.json',
  waveforms: 'trace.vcd',
  figures: 'figures.csv',
  /** Folders. */
  checkpoints: 'checkpoints',
  curves: 'curves',
  lock: '.lock',
} as const;

/** What is not a file of the run, or not one alone. */
const kept: ReadonlySet<string> = new Set([runFiles.lock, runFiles.checkpoints, runFiles.curves]);

export interface RunDirectoryRequest {
  /** The experiment, such as `train`; part of the default name. */
  readonly command: string;
  readonly seed: number;
  /** Where; default runs/<time>-<command>-<seed>. */
  readonly out?: string;
  /** Overwrite the run that is there. Files that no run writes are left alone. */
  readonly force: boolean;
  /** Whether the run has steps, a line of metrics.jsonl each; default true. */
  readonly hasSteps?: boolean;
}

/**
 * The files of one run, and the right to write them until `close`. Everything that can be refused is refused before
 * the first file exists; a file is replaced whole or not at all; metrics grow by whole lines.
 */
export class RunDirectory {
  readonly path: string;
  readonly #lock: LockFile;
  readonly #release = () => this.#lock.release();

  private constructor(path: string, lock: LockFile) {
    this.path = path;
    this.#lock = lock;
    process.once('exit', this.#release);
  }

  /** @throws InputError for a directory that is not empty, or is locked. Creates nothing. */
  static check(request: Pick<RunDirectoryRequest, 'out' | 'force'>): void {
    if (request.out === undefined) return;
    const found = entries(request.out);
    LockFile.refuseIfHeld(join(request.out, runFiles.lock));
    const others = found.filter((name) => name !== runFiles.lock);
    if (others.length > 0 && !request.force) throw notEmpty(request.out, others);
  }

  /** @throws InputError as `check`, and where another process holds the lock */
  static create(request: RunDirectoryRequest): RunDirectory {
    RunDirectory.check(request);
    const path = request.out ?? newDefaultPath(request.command, request.seed);
    mkdirSync(path, { recursive: true });
    const lock = LockFile.take(join(path, runFiles.lock));
    const found = entries(path).filter((name) => name !== runFiles.lock);
    if (found.length > 0 && !request.force) {
      lock.release();
      throw notEmpty(path, found);
    }
    for (const name of Object.values(runFiles)) {
      if (!kept.has(name)) rmSync(join(path, name), { force: true });
    }
    rmSync(join(path, runFiles.curves), { force: true, recursive: true });
    removeCheckpoints(join(path, runFiles.checkpoints));
    const directory = new RunDirectory(path, lock);
    if (request.hasSteps !== false) writeFileSync(directory.file('metrics'), '');
    return directory;
  }

  /**
   * Goes on in the directory of a run: what it wrote behind a checkpoint is cut off.
   * @param from the step of the checkpoint, and how many bytes of metrics.jsonl its steps take
   * @throws InputError where another process holds the lock
   */
  static reopen(path: string, from: { readonly step: number; readonly metricsBytes: number }): RunDirectory {
    const directory = new RunDirectory(path, LockFile.take(join(path, runFiles.lock)));
    truncateSync(directory.file('metrics'), from.metricsBytes);
    removeCheckpoints(directory.file('checkpoints'), from.step);
    for (const name of ['summary', 'report', 'timeline', 'waveforms'] as const) {
      rmSync(directory.file(name), { force: true });
    }
    return directory;
  }

  file(name: keyof typeof runFiles): string {
    return join(this.path, runFiles[name]);
  }

  write(
    name: 'config' | 'chip' | 'machine' | 'metrics' | 'events' | 'summary' | 'report' | 'figures',
    content: string | Uint8Array,
  ): void {
    writeWhole(this.file(name), content);
  }

  /** Writes curves/<name>.csv. */
  writeCurve(name: string, content: string): void {
    mkdirSync(this.file('curves'), { recursive: true });
    writeWhole(join(this.file('curves'), `${name}.csv`), content);
  }

  /** Writes step-<step>.safetensors and keeps the last two. Returns its path. */
  writeCheckpoint(checkpoint: Checkpoint): string {
    return writeCheckpoint(this.file('checkpoints'), checkpoint);
  }

  /** Appends one step as one line, in one write. */
  appendMetrics(step: object): void {
    appendFileSync(this.file('metrics'), `${JSON.stringify(step)}\n`);
  }

  close(): void {
    process.off('exit', this.#release);
    this.#lock.release();
  }
}

function entries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') {
      throw new InputError({
        place: `--out ${path}`,
        found: 'a file',
        expected: 'a directory or a free name',
      });
    }
    throw error;
  }
}

function notEmpty(path: string, found: readonly string[]): InputError {
  const names = found.slice(0, 3).join(', ') + (found.length > 3 ? ', …' : '');
  return new InputError({
    place: `--out ${path}`,
    found: `a directory that holds ${names}`,
    expected: 'an empty or new one',
    remedy: 'Choose another --out, or add --force to overwrite the run in it.',
  });
}

/** runs/<time>-<command>-<seed>, created; a second run of the same second gets a number. */
function newDefaultPath(command: string, seed: number): string {
  const time = wallClock.isoNow().slice(0, 19).replace(/[-:]/g, '');
  const base = join('runs', `${time}-${command}-${seed}`);
  mkdirSync('runs', { recursive: true });
  for (let number = 1; ; number++) {
    const path = number === 1 ? base : `${base}-${number}`;
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
