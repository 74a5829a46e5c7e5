import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const resolve = createRequire(import.meta.url).resolve;

/** The three scripts that draw the charts, in the order in which they load. */
export function vegaLibraries(): readonly string[] {
  return ['vega', 'vega-lite', 'vega-embed'].map((name) => {
    const path = join(dirname(resolve(name)), `${name}.min.js`);
    return readFileSync(path, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  });
}
