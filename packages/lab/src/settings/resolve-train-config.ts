import { optimizers, tuned, workloads, type OptimizerEntry, type Workload } from '@thermoloop/host';
import { z } from 'zod';
import { merged, refuseIdleBudget, refuseLoneSettings, type Place } from './combinations.js';
import { readConfigFile } from './config-file.js';
import { settingsFromFlags, type FlagTexts } from './flags.js';
import { ownKeys, ownSettings } from './own-settings.js';
import { InputError, quoted } from '../input-error.js';
import { entryNamed } from './registry-lookup.js';
import { settingName } from './setting.js';
import {
  trainSettingKeys,
  trainSettings,
  type TrainSettingKey,
  type TrainSettingValues,
} from './train-settings.js';

const s = Object.fromEntries(trainSettingKeys.map((key) => [key, trainSettings[key].schema])) as {
  [K in TrainSettingKey]: (typeof trainSettings)[K]['schema'];
};

const optional = Object.fromEntries(
  trainSettingKeys.map((key) => [key, trainSettings[key].schema.optional()]),
) as { [K in TrainSettingKey]: z.ZodOptional<(typeof trainSettings)[K]['schema']> };

/**
 * Every setting that takes part in a run, resolved. Optional is what only some workloads, optimizers or devices have.
 */
export const trainConfigSchema = z.strictObject({
  ...optional,
  workload: s.workload,
  optimizer: s.optimizer,
  machine: s.machine,
  steps: s.steps,
  seed: s.seed,
  lr: s.lr,
  schedule: s.schedule,
  threads: s.threads,
  evalEvery: s.evalEvery,
  checkpointEvery: s.checkpointEvery,
});

export type TrainConfig = z.output<typeof trainConfigSchema>;

/** What neither a workload nor an optimizer proposes. */
export const experimentDefaults = {
  workload: 'mnist-cnn',
  optimizer: 'tngd',
  chip: 'reference',
  set: {},
  machine: 'reference',
  mode: 'sync',
  staleness: 1,
  clock: 'lockstep',
  clockScale: 1,
  seed: 1,
  threads: 2,
  checkpointEvery: 50,
} as const satisfies TrainSettingValues;

export interface TrainPlan {
  readonly config: TrainConfig;
  readonly workload: Workload;
  readonly workloadSettings: unknown;
  readonly optimizer: OptimizerEntry;
  readonly optimizerSettings: unknown;
  /** Settings that were asked for and have no part in this run, by their names. */
  readonly unused: readonly string[];
}

export interface TrainRequest {
  readonly flags: FlagTexts;
  readonly configFile?: string;
}

/**
 * A flag goes over the configuration file, the file over what the workload proposes for this optimizer, that over the
 * optimizer's own proposals, and those over the workload's.
 * @throws InputError for the first thing that is wrong
 */
export function resolveTrainConfig({ flags, configFile }: TrainRequest): TrainPlan {
  const fromFile = configFile === undefined ? {} : readConfigFile(configFile);
  const fromFlags = settingsFromFlags(trainSettings, flags);
  const place: Place = (key) =>
    fromFlags[key] === undefined && fromFile[key] !== undefined
      ? `${configFile}: ${settingName(key)}`
      : `--${settingName(key)}`;
  return planTraining(merged({ fromFlags, fromFile }, place), place);
}

/**
 * The run that settings ask for, each with its default where it was not asked for.
 * @param place where a setting was asked for, for errors
 * @throws InputError for the first thing that is wrong
 */
export function planTraining(asked: TrainSettingValues, place: Place): TrainPlan {
  const chosen = { ...experimentDefaults, ...asked };
  const workload = entryNamed('workload', workloads, chosen.workload, place('workload'));
  const optimizer = entryNamed('optimizer', optimizers, chosen.optimizer, place('optimizer'));
  const { learningRate, schedule, settings } = tuned(workload, optimizer);
  const workloadSettings = ownSettings(workload, asked, place);
  const optimizerSettings = ownSettings(optimizer, { ...settings, ...asked }, place);
  checkCurvature(workload, asked, place);

  const everything = {
    ...chosen,
    ...workload.defaults,
    curvature: workload.curvatures[0],
    lr: learningRate,
    schedule,
    ...written(workloadSettings),
    ...written(optimizerSettings),
    ...asked,
  };
  const takesPart = partsOf(workload, optimizer, everything);
  refuseIdleBudget(asked, everything, optimizer.needsDevice, place);
  if (optimizer.needsDevice) refuseLoneSettings(asked, everything, place);
  const config = trainConfigSchema.parse(
    Object.fromEntries(
      trainSettingKeys.flatMap((key) =>
        takesPart(key) && everything[key] !== undefined ? [[key, everything[key]]] : [],
      ),
    ),
  );
  const unused = trainSettingKeys
    .filter((key) => asked[key] !== undefined && !takesPart(key))
    .map(settingName);
  return { config, workload, workloadSettings, optimizer, optimizerSettings, unused };
}

function checkCurvature(
  { name, curvatures }: Workload,
  { curvature }: TrainSettingValues,
  place: Place,
): void {
  if (curvature === undefined || curvatures.includes(curvature)) return;
  throw new InputError({
    place: place('curvature'),
    found: quoted(curvature),
    expected: `${curvatures.length > 1 ? 'one of ' : ''}${curvatures.join(', ')} for ${name}`,
  });
}

/** The form in which people write what an entry proposes: undefined is left out, a range is a text. */
function written(settings: Readonly<Record<string, unknown>>): TrainSettingValues {
  const { range, ...others } = settings as { range?: 'track' | { fixed: number } };
  if (range === undefined) return others;
  return { ...others, range: range === 'track' ? range : `fixed:${range.fixed}` };
}

const always: readonly TrainSettingKey[] = [
  'workload',
  'optimizer',
  'steps',
  'seed',
  'lr',
  'schedule',
  'threads',
  'evalEvery',
  'checkpointEvery',
  'machine',
];

/** Which settings have a part in a run of this workload and this optimizer. */
function partsOf(
  workload: Workload,
  optimizer: OptimizerEntry,
  { device, mode, clock }: TrainSettingValues,
): (key: TrainSettingKey) => boolean {
  const parts = new Set<string>([...always, ...ownKeys(workload), ...ownKeys(optimizer)]);
  if (workload.needsData) parts.add('data').add('trainExamples').add('batch');
  if (optimizer.needs === 'curvature') parts.add('curvature');
  if (optimizer.needsDevice) {
    for (const key of device === undefined ? ['chip', 'set', 'corner'] : ['device']) parts.add(key);
    parts.add('mode').add('clock').add('budgetEvery').add('calibration');
    if (mode === 'async') parts.add('staleness');
    if (clock === 'paced') parts.add('clockScale');
  }
  return (key) => parts.has(key);
}

/** A configuration as a file holds it: by the names of the flags. */
export function namedSettings(config: TrainConfig): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [settingName(key), value]));
}
