import { fileURLToPath } from 'node:url';

/** The path of a file that is given from the root of the repository. */
export function repositoryFile(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}
