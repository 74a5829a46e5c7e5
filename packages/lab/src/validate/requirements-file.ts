import { fields, integer, lineOfPath, readSpec } from '@thermoloop/bus';
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { InputError, quoted } from '../input-error.js';
import { expectation, settingName } from '../settings/setting.js';
import {
  trainSettingKeys,
  trainSettings,
  type TrainSettingKey,
  type TrainSettingValues,
} from '../settings/train-settings.js';
import type { Condition } from './expression/condition.js';
import { parseCondition } from './expression/parse-condition.js';
import { RequirementError } from './expression/requirement-error.js';
import { knownQuantities } from './quantities/known-quantities.js';

/** Settings of a training that the command line or the seeds of the file give. */
const givenElsewhere = [
  'chip',
  'set',
  'corner',
  'device',
  'seed',
] as const satisfies readonly TrainSettingKey[];

export const trainingSettingKeys = trainSettingKeys.filter(
  (key) => !(givenElsewhere as readonly string[]).includes(key),
);

const trainingSchema = fields(
  Object.fromEntries(
    trainingSettingKeys.map((key) => {
      const setting = trainSettings[key];
      const checked = z.unknown().check(({ value, issues }) => {
        if (value === undefined || setting.schema.safeParse(value).success) return;
        issues.push({
          code: 'custom',
          input: value,
          message: `expected ${expectation(setting, value)}`,
        });
      });
      return [settingName(key), checked.optional().describe(setting.description)];
    }),
  ),
).describe('any settings of thermoloop train but those of the chip and the seed');

/** A requirements file as people write it. */
export const requirementsSchema = fields({
  training: trainingSchema.default({}),
  seeds: z
    .union([integer(1, 1000), z.array(integer(0, Number.MAX_SAFE_INTEGER)).min(1)], {
      error: 'expected how many seeds, or a list of them',
    })
    .default(3)
    .describe('how many trainings from seed 1 on, or their seeds'),
  confidence: z
    .number({ error: 'expected a number above 0.5 and below 1' })
    .gt(0.5, 'expected a number above 0.5 and below 1')
    .lt(1, 'expected a number above 0.5 and below 1')
    .default(0.95)
    .describe('of each interval'),
  requirements: z
    .array(
      fields({
        name: z.string().min(1, 'expected a name').optional(),
        require: z.string().describe("as in 'test.accuracy >= 0.96 and step.time < 2 ms'"),
      }),
      { error: 'expected a list of requirements' },
    )
    .min(1, 'expected at least one requirement'),
}).describe('what a chip has to do');

export interface Requirement {
  readonly name: string;
  /** As it is written. */
  readonly text: string;
  readonly condition: Condition;
}

export interface Requirements {
  readonly path: string;
  readonly training: TrainSettingValues;
  readonly seeds: readonly number[];
  /** Whether the file says how many, not which. */
  readonly isSeedCount: boolean;
  readonly confidence: number;
  readonly requirements: readonly Requirement[];
  /** Where a setting of the training stands: `requirements.yaml:3: training.steps`. */
  readonly place: (key: TrainSettingKey) => string;
}

/** @throws InputError with file, line, path, what was found, what was expected and a remedy */
export function readRequirements(path: string): Requirements {
  return requirementsFrom(textOf(path), path);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a directory' : message;
    throw new InputError({
      place: path,
      found,
      expected: 'a YAML file of requirements',
      remedy: 'chips/requirements-example.yaml is one; thermoloop schema requirements describes it.',
    });
  }
}

/** @param path for errors */
export function requirementsFrom(text: string, path: string): Requirements {
  const read = readSpec(text, requirementsSchema, 'requirements');
  if ('fault' in read) {
    const { line, path: inside, ...problem } = read.fault;
    throw new InputError({ place: placeOf(path, line, inside), ...problem });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const placeAt = (inside: string): string => placeOf(path, lineOfPath(document, lines, inside), inside);
  const { training, seeds, confidence, requirements } = read.value;
  return {
    path,
    training: byKey(training),
    seeds:
      typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => i + 1) : distinct(seeds, placeAt),
    isSeedCount: typeof seeds === 'number',
    confidence,
    requirements: requirements.map(({ name, require }, i) => ({
      name: name ?? require,
      text: require,
      condition: conditionAt(require, placeAt(`requirements.${i}.require`)),
    })),
    place: (key) => placeAt(`training.${settingName(key)}`),
  };
}

function distinct(seeds: readonly number[], placeAt: (path: string) => string): readonly number[] {
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice === undefined) return seeds;
  throw new InputError({
    place: placeAt('seeds'),
    found: `${twice} twice`,
    expected: 'each seed once',
    remedy: 'The same seed trains the same network again: take another one.',
  });
}

const placeOf = (file: string, line: number, path: string): string =>
  path === '' ? `${file}:${line}` : `${file}:${line}: ${path}`;

function byKey(training: Readonly<Record<string, unknown>>): TrainSettingValues {
  const keyOf = new Map(trainingSettingKeys.map((key) => [settingName(key), key]));
  return Object.fromEntries(
    Object.entries(training).flatMap(([name, value]) => {
      const key = keyOf.get(name);
      return key === undefined || value === undefined ? [] : [[key, trainSettings[key].schema.parse(value)]];
    }),
  );
}

function conditionAt(text: string, place: string): Condition {
  try {
    return parseCondition(text, knownQuantities);
  } catch (error) {
    if (!(error instanceof RequirementError)) throw error;
    const { found, expected, remedy = `It reads ${quoted(text)}.` } = error;
    throw new InputError({ place, found, expected, remedy });
  }
}
