import { existsSync, readFileSync } from 'node:fs';
import type { StepRecord } from '@thermoloop/host';
import { InputError } from '../input-error.js';
import { stepSchema } from './step-schema.js';

/** The first steps of a run as its metrics.jsonl tells them. */
export interface KeptSteps {
  readonly records: readonly StepRecord[];
  /** Their lines, byte for byte. */
  readonly lines: Uint8Array;
}

/**
 * The lines of the first `count` steps. What stands behind them is not looked at: a run that was killed may have left
 * half a line.
 * @throws InputError where there are fewer, or a line is not that of its step
 */
export function readKeptSteps(path: string, count: number): KeptSteps {
  if (!existsSync(path))
    throw new InputError({ place: path, found: 'no such file', expected: linesOf(count) });
  const bytes = readFileSync(path);
  const records: StepRecord[] = [];
  let start = 0;
  while (records.length < count) {
    const end = bytes.indexOf('\n', start);
    if (end < 0) {
      throw new InputError({ place: path, found: `${records.length} whole lines`, expected: linesOf(count) });
    }
    records.push(recordIn(bytes.toString('utf8', start, end), records.length + 1, path));
    start = end + 1;
  }
  return { records, lines: bytes.subarray(0, start) };
}

/** A line was made from a StepRecord as JSON, so it is one again. */
function recordIn(line: string, step: number, path: string): StepRecord {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    content = undefined;
  }
  const result = stepSchema.safeParse(content);
  if (!result.success || result.data.step !== step) {
    throw new InputError({
      place: `${path}, line ${step}`,
      found: 'something else',
      expected: `step ${step}, as this version of thermoloop writes it`,
    });
  }
  return content as StepRecord;
}

const linesOf = (count: number): string => `the lines of the ${count} steps that the checkpoint follows`;
