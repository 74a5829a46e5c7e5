import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../input-error.js';
import { writeWhole } from '../run-directory/write-whole.js';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';

/** How many checkpoints a run keeps: the newest, and one before it in case the newest cannot be read. */
const kept = 2;

const fileForm = /^step-(\d{6,})\.safetensors$/;
const draftForm = /^step-\d{6,}\.safetensors\.draft$/;

interface CheckpointFile {
  readonly step: number;
  readonly path: string;
}

/** The checkpoint of `step`: step-000123.safetensors. */
export function checkpointPath(folder: string, step: number): string {
  return join(folder, `step-${String(step).padStart(6, '0')}.safetensors`);
}

/** Writes a checkpoint whole, then removes all but the newest two. Returns its path. */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint): string {
  mkdirSync(folder, { recursive: true });
  const path = checkpointPath(folder, checkpoint.training.step);
  writeWhole(path, encodeCheckpoint(checkpoint));
  for (const { path: old } of newestFirst(folder).slice(kept)) rmSync(old, { force: true });
  for (const name of namesIn(folder)) if (draftForm.test(name)) rmSync(join(folder, name), { force: true });
  return path;
}

export interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly path: string;
  /** Why a newer one was passed over, if one was. */
  readonly passedOver?: string;
}

/**
 * The newest checkpoint that can be read; undefined where there is none.
 * @throws InputError where there are some and none can be read
 */
export function newestCheckpoint(folder: string): FoundCheckpoint | undefined {
  let passedOver: InputError | undefined;
  for (const { path } of newestFirst(folder)) {
    try {
      const checkpoint = decodeCheckpoint(readFileSync(path), path);
      return { checkpoint, path, ...(passedOver === undefined ? {} : { passedOver: passedOver.message }) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      passedOver ??= error;
    }
  }
  if (passedOver !== undefined) throw passedOver;
  return undefined;
}

/** Removes the checkpoints behind `step`, or without it all of them, and the folder if nothing else is in it. */
export function removeCheckpoints(folder: string, behind = -1): void {
  for (const { step, path } of newestFirst(folder)) if (step > behind) rmSync(path, { force: true });
  if (existsSync(folder) && namesIn(folder).length === 0) rmdirSync(folder);
}

function newestFirst(folder: string): CheckpointFile[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [, digits] = fileForm.exec(name) ?? [];
      return digits === undefined ? [] : [{ step: Number(digits), path: join(folder, name) }];
    })
    .sort((a, b) => b.step - a.step);
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
