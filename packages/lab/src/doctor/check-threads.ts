import { availableParallelism } from 'node:os';
import { experimentDefaults } from '../settings/resolve-train-config.js';
import type { Check } from './doctor-result.js';

/** There is a core for each thread of the arithmetic. */
export function checkThreads(cores = availableParallelism()): Promise<Omit<Check, 'name'>> {
  const { threads } = experimentDefaults;
  const found = `${cores} ${cores === 1 ? 'core' : 'cores'}, for ${threads} threads of arithmetic`;
  return Promise.resolve(
    cores >= threads
      ? { ok: true, found }
      : {
          ok: false,
          found,
          remedy: `Train with --threads ${cores}: more threads than cores slow each other down.`,
        },
  );
}
