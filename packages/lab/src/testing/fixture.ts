import { readFileSync } from 'node:fs';

/** Reads fixtures/<name>.json of this package; the script that made it stands beside it. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}
