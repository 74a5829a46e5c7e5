import { percent, type ComparisonResult, type CornerResult, type ValidateResult } from '@thermoloop/lab';
import { parametersText } from './parameters-text.js';
import { table } from './table.js';

/** What stdout says of a validated chip: every requirement with margin, confidence and verdict, and what else was asked. */
export function validateText(result: ValidateResult): string {
  const { corners, parameters } = result;
  return [
    heading(result),
    ...corners.map((corner) => cornerText(corner, result)),
    sentence(result),
    ...(result.yield === null ? [] : [yieldText(result.yield)]),
    ...(result.budget === null ? [] : [budgetText(result.budget)]),
    ...(result.minimum === null ? [] : [minimumText(result.minimum)]),
    ...(parameters === null ? [] : [parametersText(parameters)]),
  ]
    .join('\n\n')
    .replaceAll('\u00a0', ' ');
}

function heading({ chip, device, file, training, seeds }: ValidateResult): string {
  const what = device === null ? chip : `the device at ${device} (data sheet ${chip})`;
  if (training === null) return `${what} against ${file}`;
  const { workload, optimizer, steps } = training;
  const times = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds.join(', ')}`;
  return `${what} against ${file}: ${String(workload)} trained with ${String(optimizer)}, ${String(steps)} steps, ${times}`;
}

function cornerText(
  { corner, requirements }: CornerResult,
  { corners, confidence, seeds }: ValidateResult,
): string {
  const rows = requirements.flatMap(({ name, verdict, comparisons }) =>
    comparisons.map((comparison, i) => [
      i === 0 ? name : '',
      comparison.text,
      inUnit(comparison.value, comparison.unit),
      marginOf(comparison),
      intervalOf(comparison, seeds.length),
      i === comparisons.length - 1 ? verdict : '',
    ]),
  );
  const title = corners.length > 1 ? [`${corner} values:`] : [];
  const reasons = requirements.flatMap(({ comparisons }) =>
    comparisons.flatMap(({ reason }) => reason ?? []),
  );
  return [
    ...title,
    table(['requirement', '', '>measured', '>margin', `${percent(confidence, 0)} interval`, 'verdict'], rows),
    ...new Set(reasons),
  ].join('\n');
}

function marginOf({ margin, marginPercent, unit }: ComparisonResult): string {
  if (margin === null) return '–';
  const share = marginPercent === null ? '' : ` (${signed(marginPercent, 3)} %)`;
  return `${signed(margin, 3)}${unitText(unit)}${share}`;
}

function intervalOf(comparison: ComparisonResult, seeds: number): string {
  const { valueInterval, marginInterval, basis, unit, channel } = comparison;
  if (basis === 'told') return 'from the data sheet';
  if (basis === 'same at every seed') return `the same at all ${seeds} seeds`;
  if (marginInterval === null) return basis === 'one seed' ? 'one seed: none' : 'none';
  const [low, high] = valueInterval ?? marginInterval;
  const of = channel === null ? '' : `, converter ${channel}`;
  return `${significant(low)} to ${significant(high)}${unitText(unit)}${valueInterval === null ? ' (margin)' : ''}${of}${basis === 'bound' ? ', no more than bounded' : ''}`;
}

function sentence({ corners, met, confidence }: ValidateResult): string {
  const count = corners[0]?.requirements.length ?? 0;
  const among = (is: (requirement: CornerResult['requirements'][number]) => boolean): number =>
    new Set(corners.flatMap(({ requirements }) => requirements.flatMap((each, i) => (is(each) ? [i] : []))))
      .size;
  const failing = among((requirement) => !requirement.met);
  const undecided = among(({ verdict }) => verdict === 'undecided');
  const where = corners.length > 1 ? ', at typical and worst values' : '';
  return [
    met
      ? `${count === 1 ? 'The requirement is' : `All ${count} requirements are`} met${where}.`
      : `${failing} of ${count} requirements ${failing === 1 ? 'is' : 'are'} not met${where}.`,
    ...(undecided === 0
      ? []
      : [
          `${undecided} undecided: the limit lies inside the ${percent(confidence, 0)} interval, and the values themselves count.`,
        ]),
  ].join('\n');
}

function yieldText({
  instances,
  passed,
  share,
  interval,
  confidence,
  seed,
  areAlike,
  pieces,
  corner,
}: NonNullable<ValidateResult['yield']>): string {
  const [low, high] = interval;
  const failing = pieces.filter(({ met }) => !met);
  return [
    `yield (${corner}): ${passed} of ${instances} pieces pass, ${percent(share)} (${percent(low)} to ${percent(high)} with ${percent(confidence, 0)} confidence), each trained with seed ${seed}`,
    ...(areAlike
      ? ['All pieces measured the same: these requirements feel no static errors of this chip.']
      : []),
    ...failing.map(({ instanceSeed, failed }) => `  instance ${instanceSeed} fails: ${failed.join(', ')}`),
  ].join('\n');
}

function budgetText({
  steps,
  relativeError,
  parts,
  retrained,
  corner,
  confidence,
  seeds,
}: NonNullable<ValidateResult['budget']>): string {
  return [
    `what limits it (${corner}): relative error of a step ${significant(relativeError)}, rms of ${steps} steps; parts of its square`,
    table(
      ['cause', '>alone', '>with its part of cross terms'],
      parts.map(({ cause, own, share }) => [cause, percent(own), percent(share)]),
    ),
    '',
    `trained again with the same ${seeds.length === 1 ? 'seed' : `${seeds.length} seeds`} and one cause less: difference, ${percent(confidence, 0)} interval over the seeds`,
    ...retrained.map(({ cause, changes, reason, differences }) =>
      reason === null
        ? [
            `without ${cause} (${changes.join(', ')})`,
            table(
              ['', '>difference', 'interval'],
              differences.map(({ name, unit, difference, interval }) => [
                `  ${name}`,
                `${signed(difference, 3)}${unitText(unit)}`,
                interval === null
                  ? 'one seed: none'
                  : `${signed(interval[0], 3)} to ${signed(interval[1], 3)}`,
              ]),
            ),
          ].join('\n')
        : `without ${cause}: not trained, ${reason}`,
    ),
  ].join('\n');
}

function minimumText({
  path,
  unit,
  given,
  cheapest,
  fails,
  errorRate,
  isDecided,
  tried,
}: NonNullable<ValidateResult['minimum']>): string {
  const value = (each: number): string => inUnit(each, unit);
  return [
    cheapest === null
      ? `${path}: the chip's own ${value(given)} does not pass`
      : `${path}: ${value(cheapest)} is the cheapest that passes${fails === null ? ', and the cheapest there is' : `; ${value(fails)} fails`}`,
    table(
      [path, '', '>seeds', 'closest requirement'],
      tried.map(({ value: each, passes, decided, seeds, closest, reason }) => [
        value(each),
        `${passes ? 'passes' : 'fails'}${decided ? '' : ', by its mean'}`,
        String(seeds),
        reason ?? closest ?? '',
      ]),
    ),
    `Any value on trial is judged wrongly with a probability of at most ${percent(errorRate, 0)}${isDecided ? '' : ', but for those judged by their mean'}.`,
  ].join('\n');
}

function inUnit(value: number | null, unit: string): string {
  return `${significant(value)}${unitText(unit)}`;
}

const unitText = (unit: string): string => (unit === '' ? '' : ` ${unit}`);

/** Four significant digits. */
function significant(value: number | null, digits = 4): string {
  return value === null ? '–' : String(Number(value.toPrecision(digits)));
}

function signed(value: number | null, digits: number): string {
  if (value === null) return '–';
  const text = significant(Math.abs(value), digits);
  return value < 0 ? `−${text}` : `+${text}`;
}
