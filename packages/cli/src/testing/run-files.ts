import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '@thermoloop/lab';
import { wallClock } from '@thermoloop/sim-kernel';

/** metrics.jsonl of a run without the fields that tell wall time. */
export function metricsWithoutWall(run: string): string {
  return readFileSync(join(run, runFiles.metrics), 'utf8')
    .split('\n')
    .map((line) => (line === '' ? '' : JSON.stringify(JSON.parse(line, withoutWall))))
    .join('\n');
}

const withoutWall = (key: string, value: unknown): unknown => (/wall/i.test(key) ? undefined : value);

/** How many whole lines metrics.jsonl of a run has; 0 before there is one. */
export function stepsWritten(run: string): number {
  const path = join(run, runFiles.metrics);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

/** Resolves when a run has written so many steps. */
export async function stepsAreWritten(run: string, count: number): Promise<void> {
  while (stepsWritten(run) < count) await wallClock.sleep(10);
}
