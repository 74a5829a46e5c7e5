import { runValidate, type FlagTexts, type ValidateResult } from '@thermoloop/lab';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryFile } from '../../output/repository-file.js';

export const exampleFile = 'chips/requirements-example.yaml';

/** The requirements example with another number of steps: a path for `validateOnce`. */
export function exampleOf(steps: number | undefined): string {
  const path = repositoryFile(exampleFile);
  if (steps === undefined) return path;
  const changed = join(tmpdir(), `thermoloop-requirements-${steps}-${process.pid}.yaml`);
  writeFileSync(changed, readFileSync(path, 'utf8').replace(/\bsteps: \d+/, `steps: ${steps}`));
  return changed;
}

/** One validation as `thermoloop validate` does it. */
export function validateOnce(chip: string, file: string, flags: FlagTexts): Promise<ValidateResult> {
  return runValidate({
    chip,
    file,
    flags,
    budget: false,
    explain: false,
    force: false,
    command: ['accept'],
    signal: new AbortController().signal,
  });
}
