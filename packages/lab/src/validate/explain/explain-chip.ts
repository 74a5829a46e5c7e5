import { DeviceError } from '@thermoloop/host';
import type { ResolvedChip } from '../../chips/resolve-chip.js';
import { describeFailure } from '../../failures.js';
import { InterruptedError } from '../../interrupted-error.js';
import { readMachine } from '../../machines/machine-file.js';
import { experimentDefaults } from '../../settings/resolve-train-config.js';
import { trainingPlan } from '../measure/training-plan.js';
import type { Requirements } from '../requirements-file.js';
import { variedChip } from '../vary/changed-subject.js';
import { chipParameters, type ChipParameter } from './chip-parameters.js';
import type { Parameter } from './parameter-result.js';
import type { ProblemSizes } from './step-problem.js';
import { stepOutcome, type StepOutcome, type StepSettings } from './step-outcome.js';
import { variations, writtenAs } from './variations.js';

/** Sizes of the small problem, where the chip has room for them. */
const wanted: ProblemSizes = { cells: 48, rows: 12, blockSize: 4 };

export interface ExplainOrder {
  readonly chip: ResolvedChip;
  /** Its training says how a step is solved. */
  readonly requirements: Pick<Requirements, 'training' | 'place' | 'seeds'>;
  readonly signal: AbortSignal;
  readonly onStage?: (text: string) => void;
  /** These parameters only. */
  readonly paths?: readonly string[];
}

/**
 * Every parameter of a chip, and what it moves: each is changed alone, and the error, the virtual time and the energy of
 * a few steps on a small problem are compared with those of the chip as it is. Problems and draws of noise are the same,
 * so that what has no effect has exactly none.
 * @throws InputError, DeviceError for a chip that cannot take such a step at all; InterruptedError
 */
export async function explainChip(order: ExplainOrder): Promise<Parameter[]> {
  const { chip, requirements, signal, onStage, paths } = order;
  const { config } = trainingPlan(requirements, { chip }, requirements.seeds[0]!, false);
  const machine = readMachine(config.machine ?? experimentDefaults.machine);
  const sizes = sizesFor(chip);
  const outcomeOf = (varied: ResolvedChip): Promise<StepOutcome> =>
    stepOutcome(varied, sizes, config, machine);
  onStage?.(
    `parameters of ${chip.name}, one by one: a problem of ${sizes.cells} cells and ${sizes.rows} rows`,
  );
  const base = await outcomeOf(chip);
  const parameters: Parameter[] = [];
  for (const parameter of chipParameters(chip)) {
    if (paths?.includes(parameter.path) === false) continue;
    if (signal.aborted) throw new InterruptedError('interrupted before there was a verdict');
    parameters.push(await explained(parameter, chip, base, outcomeOf, config));
  }
  return parameters;
}

function sizesFor({ spec: { array } }: ResolvedChip): ProblemSizes {
  const cells = Math.min(wanted.cells, array.cells);
  const blockSize = array.blockSize >= wanted.blockSize ? wanted.blockSize : 0;
  const rows = Math.min(wanted.rows, array.rows);
  return blockSize === 0 || rows % blockSize !== 0
    ? { cells, rows, blockSize: 0 }
    : { cells, rows, blockSize };
}

async function explained(
  parameter: ChipParameter,
  chip: ResolvedChip,
  base: StepOutcome,
  outcomeOf: (chip: ResolvedChip) => Promise<StepOutcome>,
  settings: StepSettings,
): Promise<Parameter> {
  const { path, description, unit, value, isGiven } = parameter;
  const told: Omit<Parameter, 'state' | 'reason' | 'tried' | 'effect'> = {
    path,
    description: description ?? null,
    unit: unit ?? null,
    value: shownValue(value),
    source: chip.sources[path] ?? (isGiven ? null : value === undefined ? null : 'default'),
  };
  const untried = (state: Parameter['state'], reason: string | null): Parameter => ({
    ...told,
    state,
    reason,
    tried: null,
    effect: null,
  });
  if (value === undefined && isGiven) return untried('overridden', overriddenBy(path, chip));
  if (isLabel(parameter)) return untried('label', null);
  if (value === undefined && parameter.fallback === undefined) return untried('absent', null);
  let inert: Parameter | undefined;
  let refusal: string | undefined;
  for (const other of variations(parameter)) {
    const outcome = await tried(chip, parameter, other, outcomeOf);
    if ('refusal' in outcome) {
      refusal ??= outcome.refusal;
      continue;
    }
    const effect = effectOf(base, outcome);
    if (Object.values(effect).some((each) => each !== 0)) {
      return { ...told, state: 'moves', reason: null, tried: shownValue(other), effect };
    }
    const [state, reason] = isKind(parameter)
      ? (['inert', `${String(other)}, by its defaults, changes nothing`] as const)
      : whyInert(parameter, settings);
    inert = { ...told, state, reason, tried: shownValue(other), effect };
    if (state === 'limit') break;
  }
  if (inert !== undefined) return inert;
  return untried('not varied', isKind(parameter) ? 'another one needs other fields' : (refusal ?? null));
}

const isKind = ({ path }: ChipParameter): boolean => /\.(kind|level)$/.test(path);

function effectOf(base: StepOutcome, outcome: StepOutcome): NonNullable<Parameter['effect']> {
  return {
    solution: distance(base.solutions, outcome.solutions),
    error: relativeChange(base.error, outcome.error),
    time: relativeChange(base.time, outcome.time),
    energy: relativeChange(base.energy, outcome.energy),
  };
}

/** ‖x̃′ − x̃‖ / ‖x̃‖ over all steps. */
function distance(before: readonly Float32Array[], after: readonly Float32Array[]): number {
  let [squares, size] = [0, 0];
  before.forEach((solution, k) =>
    solution.forEach((value, i) => {
      squares += (after[k]![i]! - value) ** 2;
      size += value ** 2;
    }),
  );
  return Math.sqrt(squares / size);
}

/** Steps on the chip with one parameter changed, or why there is no such chip. */
async function tried(
  chip: ResolvedChip,
  parameter: ChipParameter,
  value: unknown,
  outcomeOf: (chip: ResolvedChip) => Promise<StepOutcome>,
): Promise<StepOutcome | { readonly refusal: string }> {
  try {
    const changes = { [`chip.${parameter.path}`]: writtenAs(parameter, value) };
    return await outcomeOf(variedChip(chip, changes));
  } catch (error) {
    const { kind, message } = describeFailure(error);
    if (kind !== 'input' && !(error instanceof DeviceError)) throw error;
    return { refusal: message.split('\n')[0]! };
  }
}

/** null where it came from nothing, and is something. */
function relativeChange(before: number, after: number): number | null {
  if (after === before) return 0;
  return before === 0 ? null : after / before - 1;
}

function shownValue(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? value
    : JSON.stringify(value);
}

const isLabel = ({ path }: ChipParameter): boolean => path === 'name' || path === 'description';

/** What a file gives and a chip drops, as a droop of cells that do not hold. */
function overriddenBy(path: string, { spec }: ResolvedChip): string {
  const owner = path.split('.').slice(0, -1);
  const group = owner.reduce<unknown>(
    (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
    spec,
  );
  const { kind, level } = (group ?? {}) as { kind?: string; level?: string };
  const key = kind === undefined ? 'level' : 'kind';
  return `of no effect with ${owner.join('.')}.${key} ${kind ?? level ?? ''}`;
}

/** Capacities: they matter once they are reached. */
const limits =
  /(\.cells|\.rows|\.blockSize|\.banks|\.maximumReads|\.bufferBytes|\.runQueueDepth|\.maximumS|\.minimum|\.maximum|\.enduranceWrites|\.limitV)$/;

function whyInert(
  { path }: ChipParameter,
  { start, carryTime = 0 }: StepSettings,
): [Parameter['state'], string] {
  if (limits.test(path)) return ['limit', 'not reached by this step'];
  if (path.startsWith('testPoints.')) return ['inert', 'only characterize and converter figures use it'];
  if (path === 'instanceSeed') return ['inert', 'the chip has no static errors'];
  if (path.startsWith('cell.hold.') && start !== 'previous' && carryTime === 0) {
    return ['inert', `each step starts anew (start ${start ?? 'gradient'})`];
  }
  if (path.startsWith('array.startGain.'))
    return ['inert', `no state is written (start ${start ?? 'gradient'})`];
  return ['inert', 'changes nothing of these steps, nor does a large change'];
}
