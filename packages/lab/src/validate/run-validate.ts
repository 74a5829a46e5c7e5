import type { Corner } from '@thermoloop/bus';
import { wallClock } from '@thermoloop/sim-kernel';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { resolveChip } from '../chips/resolve-chip.js';
import { InputError } from '../input-error.js';
import { RunDirectory } from '../run-directory/run-directory.js';
import { writeWhole } from '../run-directory/write-whole.js';
import { refuseDeviceWithChip } from '../settings/combinations.js';
import { settingsFromFlags, type FlagTexts } from '../settings/flags.js';
import { namedSettings } from '../settings/resolve-train-config.js';
import { settingName, type SettingValues } from '../settings/setting.js';
import { measureBudget } from './budget/measure-budget.js';
import { explainChip } from './explain/explain-chip.js';
import { quantitiesOf } from './expression/condition.js';
import { judgeRequirements } from './judge/judge-requirements.js';
import { measure, type MeasureOrder } from './measure/measure.js';
import type { Subject } from './measure/subject.js';
import { trainInto } from './measure/train-into.js';
import { trainingPlan } from './measure/training-plan.js';
import { trainInMemory, type TrainingRun } from './measure/training-run.js';
import { axisOf } from './minimize/axis.js';
import { minimizeAxis } from './minimize/minimize-axis.js';
import { quantityNamed } from './quantities/known-quantities.js';
import { readRequirements, type Requirements } from './requirements-file.js';
import { cornerResult } from './result/corner-result.js';
import { junit } from './result/junit.js';
import type { CornerResult, ValidateResult } from './result/validate-result.js';
import { validateSettings } from './validate-settings.js';
import { measureYield } from './yield/measure-yield.js';

export interface ValidateOrder {
  /** Name or path of the chip: the data sheet. */
  readonly chip: string;
  /** Path of the requirements. */
  readonly file: string;
  /** Texts of the flags of `validateSettings`. */
  readonly flags: FlagTexts;
  /** What limits it. */
  readonly budget: boolean;
  /** Every parameter and what it moves. */
  readonly explain: boolean;
  /** Overwrite what is in the directory of `out`. */
  readonly force: boolean;
  /** The command line, for the record. */
  readonly command: readonly string[];
  readonly signal: AbortSignal;
}

/** Told what is being measured. */
export interface ValidateObserver {
  /** Something begins that takes a while. */
  onStage?(text: string): void;
  /** A training goes on. */
  onStep?(step: number, loss: number, steps: number): void;
}

/**
 * Measures what requirements ask for of a chip, by its emulator or of the device at a URL, and judges them: at both
 * corners where the chip gives typical and worst values, unless one is asked for. What goes beyond that (yield, budget,
 * the cheapest value of a parameter) is at the corner asked for, or the typical one.
 *
 * @throws InputError for what cannot be measured, ChipSpecError, DeviceError, InterruptedError
 */
export async function runValidate(
  order: ValidateOrder,
  observer: ValidateObserver = {},
): Promise<ValidateResult> {
  const startMs = wallClock.nowMs();
  const settings = settingsFromFlags(validateSettings, order.flags);
  refuseDeviceWithChip(settings, (key) => `--${settingName(key)}`);
  refuseDeviceWithVariations(settings);
  RunDirectory.check({ force: order.force, ...(settings.out === undefined ? {} : { out: settings.out }) });
  const read = readRequirements(order.file);
  const seeds = seedsFrom(read, settings.seed);
  const requirements: Requirements = { ...read, seeds };
  const subjectAt = (corner: Corner): Subject => ({
    chip: resolveChip(order.chip, settings.set ?? {}, corner),
    ...(settings.device === undefined ? {} : { device: settings.device }),
  });
  const names = [...new Set(requirements.requirements.flatMap(({ condition }) => quantitiesOf(condition)))];
  const falseAlarm = 1 - requirements.confidence;
  const first = subjectAt(settings.corner ?? 'typical');
  if (settings.minimize !== undefined) axisOf(settings.minimize, first.chip);
  const orderOf = (subject: Subject, label: string): MeasureOrder => ({
    names,
    requirements,
    subject,
    label,
    seeds,
    falseAlarm,
    signal: order.signal,
    train: settings.out === undefined ? trainInMemory : trainInto(settings.out, order.command),
    onTraining: (what, { config }) =>
      observer.onStage?.(`${what}: training ${config.workload}, ${config.steps} steps`),
    onStep: (step, loss, { config }) => observer.onStep?.(step, loss, config.steps),
    onConverters: () => observer.onStage?.(`${label}: converters`),
  });

  const corners: CornerResult[] = [];
  let runs: readonly TrainingRun[] = [];
  for (const corner of cornersOf(first, settings)) {
    const isVaried = corner === (settings.corner ?? 'typical');
    const subject = isVaried ? first : subjectAt(corner);
    const measurement = await measure({
      ...orderOf(subject, corner),
      alwaysBudget: isVaried && order.budget,
    });
    if (isVaried) runs = measurement.runs;
    const judged = judgeRequirements(requirements.requirements, measurement, falseAlarm);
    corners.push(cornerResult(corner, judged, measurement));
  }

  const corner = settings.corner ?? 'typical';
  const base = { ...orderOf(first, corner), corner, all: requirements.requirements };
  const result: ValidateResult = {
    schema: 'thermoloop.validate/1',
    status: 'done',
    chip: order.chip,
    device: settings.device ?? null,
    file: order.file,
    seeds: [...seeds],
    confidence: requirements.confidence,
    training: trainingOf(requirements, first, names),
    met: corners.every(({ met }) => met),
    corners,
    yield: settings.instances === undefined ? null : await measureYield(base, settings.instances),
    budget: order.budget ? await measureBudget(base, runs) : null,
    minimum: settings.minimize === undefined ? null : await minimizeAxis(base, settings.minimize),
    parameters: order.explain
      ? await explainChip({
          chip: first.chip,
          requirements,
          signal: order.signal,
          onStage: (text) => observer.onStage?.(text),
        })
      : null,
    wallTimeS: (wallClock.nowMs() - startMs) / 1000,
  };
  write(result, settings);
  return result;
}

type Settings = SettingValues<typeof validateSettings>;

/** @throws InputError for what only an emulator can do */
function refuseDeviceWithVariations({ device, instances, minimize }: Settings): void {
  if (device === undefined) return;
  for (const [flag, value] of Object.entries({ instances, minimize })) {
    if (value === undefined) continue;
    throw new InputError({
      place: `--${flag}`,
      found: `${value} together with --device ${device}`,
      expected: 'an emulated chip: a device that is there cannot be another one',
      remedy: 'Leave --device out.',
    });
  }
}

/** @throws InputError where both the file and the flag say which seeds */
function seedsFrom({ seeds, isSeedCount, path }: Requirements, first: number | undefined): readonly number[] {
  if (first === undefined) return seeds;
  if (isSeedCount) return seeds.map((_, i) => first + i);
  throw new InputError({
    place: `--seed`,
    found: `${first} with the list of seeds in ${path}`,
    expected: 'a number of seeds there, which then begin at --seed',
  });
}

/** Both where the chip gives typical and worst values, unless one is asked for or a device is what it is. */
function cornersOf({ chip }: Subject, { corner, device }: Settings): readonly Corner[] {
  if (corner !== undefined) return [corner];
  return Object.keys(chip.worst).length === 0 || device !== undefined ? ['typical'] : ['typical', 'worst'];
}

/** null where nothing is trained. */
function trainingOf(
  requirements: Requirements,
  subject: Subject,
  names: readonly string[],
): ValidateResult['training'] {
  const by = names.map((name) => quantityNamed(name).measuredBy);
  if (!by.includes('training') && !by.includes('budget')) return null;
  const { config } = trainingPlan(requirements, subject, requirements.seeds[0]!, by.includes('budget'));
  const { seed: _, ...settings } = namedSettings(config);
  return settings;
}

function write(result: ValidateResult, { out, junit: junitFile }: Settings): void {
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    writeWhole(join(out, 'validate.json'), `${JSON.stringify(result, null, 2)}\n`);
  }
  if (junitFile !== undefined) writeWhole(junitFile, junit(result));
}
