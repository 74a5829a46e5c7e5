import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../input-error.js';
import { runFiles } from '../run-directory/run-directory.js';
import { stepSchema, type Step } from '../train/step-schema.js';
import { trainSummarySchema, type TrainSummary } from '../train/train-result.js';

/** A training run as its directory tells it. */
export interface Run {
  readonly summary: TrainSummary;
  readonly steps: readonly Step[];
}

/** @throws InputError where the directory is not that of a run, or a file in it is not what a run writes */
export function readRun(directory: string): Run {
  const summary = readChecked(
    join(directory, runFiles.summary),
    trainSummarySchema,
    (text) => JSON.parse(text) as unknown,
  );
  const steps = readChecked(join(directory, runFiles.metrics), z.array(stepSchema), parseLines);
  return { summary, steps };
}

/** One document a line. A last line without its end is what a killed run leaves: it is dropped. */
function parseLines(text: string): unknown {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

function readChecked<T>(path: string, schema: z.ZodType<T>, parse: (text: string) => unknown): T {
  if (!existsSync(path)) {
    throw new InputError({
      place: path,
      found: 'no such file',
      expected: 'a run directory, as `thermoloop train` writes one',
    });
  }
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError({ place: path, found: (error as Error).message, expected: 'JSON' });
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError({
    place: `${path}: ${issue!.path.join('.') || 'document'}`,
    found: issue!.message,
    expected: 'what this version of thermoloop writes',
    remedy: 'Runs of another version are read by that version.',
  });
}
