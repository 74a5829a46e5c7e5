import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from '@jest/globals';

/** Where a program is, by the first of its names that is on the PATH. */
export function programPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/**
 * `test` where the program is there, or where THERMOLOOP_REQUIRE_SYSTEM=1 asks that a missing one be a failure;
 * elsewhere a test that is listed as skipped.
 */
export function systemTest(program: string | undefined): typeof test | typeof test.skip {
  return program !== undefined || process.env['THERMOLOOP_REQUIRE_SYSTEM'] === '1' ? test : test.skip;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
