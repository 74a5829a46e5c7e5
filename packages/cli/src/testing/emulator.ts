import type { ChildProcess } from 'node:child_process';
import { emulateResultSchema, type EmulateResult } from '@thermoloop/lab';
import { start, type Ended } from './spawn-cli.js';

/** `thermoloop emulate` in a process of its own. */
export interface Emulator {
  readonly ready: EmulateResult;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `thermoloop emulate --json` with these flags and waits until it listens. */
export async function startEmulator(folder: string, args: readonly string[]): Promise<Emulator> {
  const { child, ended } = start(folder, ['emulate', '--json', ...args]);
  const line = new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (piece: string) => {
      text += piece;
      if (text.includes('\n')) resolve(text);
    });
  });
  const first = await Promise.race([line, ended]);
  if (typeof first !== 'string') throw new Error(`the emulator did not start: ${first.stderr}`);
  return { ready: emulateResultSchema.parse(JSON.parse(first)), child, ended };
}
