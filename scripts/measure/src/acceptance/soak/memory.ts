import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the process holds after a collection of garbage. */
export interface MemorySample {
  readonly runs: number;
  readonly heapMiB: number;
  /** with the threads of the emulator */
  readonly residentMiB: number;
}

const MIB = 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export function memorySample(runs: number): MemorySample {
  collect();
  const { heapUsed, rss, external } = process.memoryUsage();
  return { runs, heapMiB: (heapUsed + external) / MIB, residentMiB: rss / MIB };
}
