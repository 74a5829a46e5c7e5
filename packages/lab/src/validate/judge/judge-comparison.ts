import type { Interval } from '../../characterize/figure.js';
import { amountOf, numberIn, type Amount } from '../expression/amount.js';
import type { Comparison, Relation, Term } from '../expression/condition.js';
import { meanInterval, meanOf } from '../statistics/mean-interval.js';
import type { Estimate, Measured } from './measured.js';
import type { Judged } from './verdict.js';

/** How sure a comparison is, in words for people. */
export type Basis =
  /** a value a seed, and they differ */
  | 'seeds'
  /** the same at every seed */
  | 'same at every seed'
  /** one training: nothing to tell how it varies */
  | 'one seed'
  /** the interval of a measurement */
  | 'measurement'
  /** no more than the interval: it has to keep the limit as a whole */
  | 'bound'
  /** from the data sheet */
  | 'told';

/** One comparison with what was measured. All figures in the unit of the comparison. */
export interface JudgedComparison extends Judged {
  readonly comparison: Comparison;
  /** The side that was measured (the left one where both were); null where it is only bounded, or not finite. */
  readonly value: number | null;
  /** The limit it has to keep. */
  readonly limit: number | null;
  /** How far the value, or the nearest that it may be, is from the limit, on the right side of it if positive. */
  readonly margin: number | null;
  /** That / |limit|; null for a limit of 0. */
  readonly marginShare: number | null;
  /** Of the margin, at the confidence asked for; null where there is none. */
  readonly interval: Interval | null;
  readonly basis: Basis;
  /** The converter that is worst, of a figure that each converter has. */
  readonly channel: number | null;
  /** Why it has no value. */
  readonly reason: string | null;
}

/** What a comparison is judged by. */
export interface Evidence {
  readonly measured: (quantity: string) => Measured;
  /** The unit of a quantity. */
  readonly unitOf: (quantity: string) => string;
  /** Why a seed has no value, if one has none. */
  readonly missing: string | null;
  /** 1 − the confidence of the intervals. */
  readonly falseAlarm: number;
}

/** Judges a comparison; of figures that each converter has, by the worst converter. */
export function judgeComparison(comparison: Comparison, evidence: Evidence): JudgedComparison {
  const candidates = choicesOf(comparison, evidence).map((choice) => judgeOne(comparison, evidence, choice));
  return candidates.reduce((worst, each) => (lowest(each) < lowest(worst) ? each : worst));
}

const lowest = ({ interval, margin }: JudgedComparison): number =>
  margin === null ? -Infinity : (interval?.[0] ?? margin);

/** For each quantity that is estimated, which of its estimates: those of one converter go together. */
type Choice = ReadonlyMap<string, Estimate>;

const quantitiesIn = ({ left, right }: Comparison): readonly string[] => [
  ...new Set([...left.quantities, ...right.quantities]),
];

function choicesOf(comparison: Comparison, { measured }: Evidence): readonly Choice[] {
  const groups = new Map<string, [name: string, estimates: readonly Estimate[]][]>();
  for (const name of quantitiesIn(comparison)) {
    const found = measured(name);
    if (found.kind !== 'estimates') continue;
    const group = name.split('.')[0]!;
    groups.set(group, [...(groups.get(group) ?? []), [name, found.estimates]]);
  }
  let choices: Choice[] = [new Map()];
  for (const members of groups.values()) {
    const count = Math.max(...members.map(([, estimates]) => estimates.length));
    choices = choices.flatMap((choice) =>
      Array.from(
        { length: count },
        (_, i) =>
          new Map([
            ...choice,
            ...members.map(([name, estimates]) => [name, estimates[i % estimates.length]!] as const),
          ]),
      ),
    );
  }
  return choices;
}

/** Where each quantity that is estimated stands: at its value, or at an end of its interval. */
type Standing = (name: string, estimate: Estimate) => number;

const middle: Standing = (_, { value, interval: [low, high] }) =>
  value ?? (Number.isFinite(low) ? (Number.isFinite(high) ? (low + high) / 2 : low) : high);

function judgeOne(comparison: Comparison, evidence: Evidence, choice: Choice): JudgedComparison {
  const { left, relation, right, unit } = comparison;
  const names = quantitiesIn(comparison);
  const sampled = names.flatMap((name) => {
    const found = evidence.measured(name);
    return found.kind === 'samples' ? [found.values.length] : [];
  });
  const count = Math.max(1, ...sampled);
  const sides = (standing: Standing) =>
    Array.from({ length: count }, (_, seed) => {
      const scope = (name: string): Amount =>
        amountOf(valueAt(name, evidence, choice, standing, seed), evidence.unitOf(name));
      return { left: sideOf(left, scope, unit), right: sideOf(right, scope, unit) };
    });
  const margins = (standing: Standing): number[] =>
    sides(standing).map((side) => signOf(relation) * (side.left - side.right));

  const atMiddle = sides(middle);
  const isLimitLeft = left.quantities.length === 0;
  const value = meanOf(atMiddle.map((side) => (isLimitLeft ? side.right : side.left)));
  const limit = meanOf(atMiddle.map((side) => (isLimitLeft ? side.left : side.right)));
  const best = meanOf(margins(middle));
  const channels = [...choice.values()].flatMap(({ channel }) => channel ?? []);
  const base = { comparison, channel: channels[0] ?? null };
  if (!Number.isFinite(best)) {
    return {
      ...base,
      value: null,
      limit: Number.isFinite(limit) ? limit : null,
      margin: null,
      marginShare: null,
      interval: null,
      basis: count === 1 ? 'one seed' : 'seeds',
      verdict: 'not met',
      isMet: false,
      reason: evidence.missing ?? 'no finite value',
    };
  }
  const interval =
    choice.size === 0 && sampled.length === 0
      ? null
      : intervalOf(margins, choice, evidence.falseAlarm, sampled.length > 0);
  const nearly = 1e-12 * Math.max(Math.abs(value), Math.abs(limit));
  const keeps = (each: number): boolean => (isStrict(relation) ? each > nearly : each >= -nearly);
  const isBounded = [...choice.values()].some((estimate) => estimate.value === undefined);
  const margin = isBounded && interval !== null ? interval[0] : best;
  const isMet = keeps(margin);
  const verdict =
    interval === null || (keeps(interval[0]) && keeps(interval[1]))
      ? isMet
        ? 'met'
        : 'not met'
      : keeps(interval[1])
        ? 'undecided'
        : 'not met';
  return {
    ...base,
    value: isBounded ? null : value,
    limit,
    margin,
    marginShare: limit === 0 || !Number.isFinite(margin) ? null : margin / Math.abs(limit),
    interval,
    basis: isBounded ? 'bound' : basisOf(sampled.length > 0, count, choice, interval),
    verdict,
    isMet,
    reason: null,
  };
}

function valueAt(name: string, evidence: Evidence, choice: Choice, standing: Standing, seed: number): number {
  const found = evidence.measured(name);
  switch (found.kind) {
    case 'samples':
      return found.values[seed]!;
    case 'told':
      return found.value;
    case 'estimates':
      return standing(name, choice.get(name)!);
  }
}

/** NaN where a side has no value, as one over nothing. */
function sideOf(term: Term, scope: (name: string) => Amount, unit: string): number {
  const amount = term.amount(scope);
  return unit === '%' ? 100 * numberIn(amount, '') : numberIn(amount, unit);
}

const signOf = (relation: Relation): 1 | -1 => (relation === '>' || relation === '>=' ? 1 : -1);
const isStrict = (relation: Relation): boolean => relation === '<' || relation === '>';

/** Over the seeds, by Student's t, at each point that what is estimated may stand at: the widest. */
function intervalOf(
  margins: (standing: Standing) => number[],
  choice: Choice,
  falseAlarm: number,
  isSampled: boolean,
): Interval | null {
  let [low, high] = [Infinity, -Infinity];
  for (const standing of standingsOf(choice)) {
    const values = margins(standing);
    const interval = isSampled ? meanInterval(values, falseAlarm) : ([values[0]!, values[0]!] as const);
    if (interval === undefined && choice.size === 0) return null;
    const [from, to] = interval ?? [values[0]!, values[0]!];
    [low, high] = [Math.min(low, from), Math.max(high, to)];
  }
  return Number.isNaN(low + high) ? [-Infinity, Infinity] : [low, high];
}

/** Every combination of the ends of what is estimated, of its value, and of zero where that lies between (abs turns there). */
function standingsOf(choice: Choice): Standing[] {
  let standings: ReadonlyMap<string, number>[] = [new Map()];
  for (const [name, estimate] of choice) {
    const [low, high] = estimate.interval;
    const points = [low, high, middle(name, estimate), ...(low < 0 && high > 0 ? [0] : [])];
    standings = standings.flatMap((standing) => points.map((point) => new Map([...standing, [name, point]])));
  }
  return standings.map(
    (standing): Standing =>
      (name) =>
        standing.get(name)!,
  );
}

function basisOf(isSampled: boolean, count: number, choice: Choice, interval: Interval | null): Basis {
  if (choice.size > 0) return 'measurement';
  if (!isSampled) return 'told';
  if (count === 1) return 'one seed';
  return interval !== null && interval[0] === interval[1] ? 'same at every seed' : 'seeds';
}
