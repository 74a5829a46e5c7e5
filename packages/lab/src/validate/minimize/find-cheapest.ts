import type { Judged } from '../judge/verdict.js';

/** A value of a parameter on trial. */
export interface Candidate {
  /**
   * The verdict by the first so many seeds; each interval misses with probability `falseAlarm` at most. `closest` says
   * which requirement is nearest to its limit.
   */
  judge(seeds: number, falseAlarm: number): Promise<Judged & { readonly closest: string | null }>;
}

/** Why a value could not be tried at all. It does not pass. */
export interface Untried {
  readonly reason: string;
}

export interface CheapestOrder {
  /** From the cheapest to the one that is given, the dearest. If one passes, all dearer ones are taken to. */
  readonly values: readonly number[];
  try(value: number): Promise<Candidate | Untried>;
  /** Probability, at most, that any value on trial is judged wrongly. */
  readonly errorRate: number;
  /** Intervals that a verdict rests on. */
  readonly intervals: number;
  readonly fewestSeeds: number;
  /** A value that these do not decide is judged by its mean. */
  readonly mostSeeds: number;
}

export interface Trial {
  readonly value: number;
  readonly passes: boolean;
  /** false: by its mean */
  readonly decided: boolean;
  readonly seeds: number;
  readonly closest: string | null;
  readonly reason: string | null;
}

export interface Cheapest {
  /** Undefined where the dearest value does not pass. */
  readonly cheapest: number | undefined;
  /** The next cheaper one, which does not pass; undefined where there is none. */
  readonly fails: number | undefined;
  readonly trials: readonly Trial[];
}

/**
 * The cheapest value that passes, by bisection. Each value on trial is judged by a sequential test: seed by seed until
 * the intervals decide, look n of which may spend 1/(k(k + 1)) of the value's error, k = n − fewest + 1 (these add up to
 * one), and the values share the error rate equally.
 */
export async function findCheapest(order: CheapestOrder): Promise<Cheapest> {
  const { values, errorRate } = order;
  const trialsAtMost = 1 + Math.ceil(Math.log2(values.length));
  const trials: Trial[] = [];
  const passes = async (index: number): Promise<boolean> => {
    const trial = await judged(values[index]!, order, errorRate / trialsAtMost);
    trials.push(trial);
    return trial.passes;
  };
  let [failing, passing] = [-1, values.length - 1];
  if (!(await passes(passing))) return { cheapest: undefined, fails: undefined, trials };
  while (passing - failing > 1) {
    const middle = Math.floor((failing + passing) / 2);
    if (await passes(middle)) passing = middle;
    else failing = middle;
  }
  return { cheapest: values[passing], fails: values[failing], trials };
}

async function judged(
  value: number,
  { fewestSeeds, mostSeeds, intervals, ...order }: CheapestOrder,
  error: number,
): Promise<Trial> {
  const candidate = await order.try(value);
  if ('reason' in candidate) {
    return { value, passes: false, decided: true, seeds: 0, closest: null, reason: candidate.reason };
  }
  for (let seeds = fewestSeeds; ; seeds++) {
    const look = seeds - fewestSeeds + 1;
    const falseAlarm = error / (look * (look + 1)) / intervals;
    const { verdict, isMet, closest } = await candidate.judge(seeds, falseAlarm);
    const told = { value, seeds, closest, reason: null };
    if (verdict !== 'undecided') return { ...told, passes: verdict === 'met', decided: true };
    if (seeds === mostSeeds) return { ...told, passes: isMet, decided: false };
  }
}
