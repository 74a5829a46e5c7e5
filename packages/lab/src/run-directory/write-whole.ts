import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file so that a reader sees the old content or all of the new, never a part. */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.draft`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}
