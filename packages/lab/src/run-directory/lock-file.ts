import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { InputError } from '../input-error.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/**
 * A file that exists while a process writes to a directory. Made by an exclusive create, so of two writers one is
 * refused. A lock left by a process of this machine that is gone is taken over.
 */
export class LockFile {
  #held = true;

  private constructor(readonly path: string) {}

  /** @throws InputError where another process holds it */
  static refuseIfHeld(path: string): void {
    if (!existsSync(path)) return;
    const holder = readHolder(path);
    if (isAlive(holder)) throw refusal(path, holder);
  }

  /** @throws InputError where another process holds it */
  static take(path: string): LockFile {
    for (let attempt = 0; ; attempt++) {
      try {
        const file = openSync(path, 'wx');
        writeSync(file, `${JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder)}\n`);
        closeSync(file);
        return new LockFile(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const holder = readHolder(path);
        if (attempt > 0 || isAlive(holder)) throw refusal(path, holder);
        rmSync(path, { force: true });
      }
    }
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    rmSync(this.path, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof holder.pid === 'number' && typeof holder.host === 'string'
      ? { pid: holder.pid, host: holder.host }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A holder that cannot be read or asked counts as alive: a lock is never broken on a guess. */
function isAlive(holder: Holder | undefined): boolean {
  if (holder === undefined || holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function refusal(path: string, holder: Holder | undefined): InputError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new InputError({
    place: path,
    found: `the lock of ${who}`,
    expected: 'a directory that nobody else writes to',
    remedy: `Choose another --out, or delete ${path} if that process is gone.`,
  });
}
