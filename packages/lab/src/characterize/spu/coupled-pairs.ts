import { ArrayId, nearestOnGrid, StartState, type Capabilities } from '@thermoloop/protocol';
import { levelsOf } from './levels.js';
import { quietNoise, ticksOf } from './responses.js';
import { SlopeSums, type Slopes } from './slopes.js';
import { fullCode, type SpuBench } from './spu-bench.js';
import { readoutGainFor, type Swing } from './swing.js';

/**
 * Pairs of cells, each coupled by one row of its own: row k has one code on cell `first[k]` and one on cell `second[k]`, and S = I, so
 * that τV̇ = −(λ + ρ b b'ᵀ)V in each pair. Where the chip has enough cells, the two of a pair share their converters.
 */
export interface PairPlan {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** of the problem */
  readonly cells: number;
  readonly sharesConverters: boolean;
}

/** @param answering which cells can be used */
export function pairPlan(
  { converters, cells }: Pick<Capabilities, 'converters' | 'cells'>,
  pairs: number,
  answering: ReadonlySet<number>,
): PairPlan {
  const common = leastCommonMultiple(converters.dac, converters.adc);
  const sharesConverters = common + pairs <= cells;
  const distance = sharesConverters ? common * Math.ceil(pairs / common) : pairs;
  const indices = Array.from({ length: pairs }, (_, k) => k).filter(
    (k) => answering.has(k) && answering.has(k + distance),
  );
  return {
    first: Int32Array.from(indices),
    second: Int32Array.from(indices, (k) => k + distance),
    cells: distance + pairs,
    sharesConverters,
  };
}

/** What is read of both cells of each pair, per code written into one of them. */
export interface PairResponses {
  /** at once: of the first cell to itself, of the second to itself */
  readonly written: readonly [Slopes, Slopes];
  /** after the run time: of the excited cell itself */
  readonly own: readonly [Slopes, Slopes];
  /** of the partner: [of the second to the first, of the first to the second] */
  readonly cross: readonly [Slopes, Slopes];
  readonly timeS: number;
  readonly leak: number;
  readonly couplingGain: number;
  readonly code: number;
  readonly gains: { readonly written: number; readonly own: number; readonly cross: number };
}

interface Side {
  readonly written: Slopes;
  readonly own: Slopes;
  readonly cross: Slopes;
}

/** ρb²t of the run: half of it couples in the difference mode, e^{−0.7} = 0.5 of which is left. */
const strength = 0.35;
/** as small as changes nothing */
const smallLeak = 0.01;

export async function measurePairs(
  spu: SpuBench,
  swing: Swing,
  plan: PairPlan,
  {
    pairs,
    codeShare,
    name,
  }: { readonly pairs: number; /** of the full code */ readonly codeShare: number; readonly name: string },
): Promise<PairResponses> {
  const { capabilities, bench } = spu;
  const { grids, timeConstantS, formats } = capabilities;
  const code = wholeOr(capabilities, codeShare * fullCode(formats[ArrayId.COUPLINGS]));
  const couplingGain = nearestOnGrid(grids.couplingGain, strength / code ** 2);
  const leak = nearestOnGrid(grids.leak, smallLeak);
  const { ticks, seconds } = ticksOf(capabilities, (strength / (couplingGain * code ** 2)) * timeConstantS);
  const theta = (couplingGain * code ** 2 * seconds) / timeConstantS;
  const left = Math.exp((-leak * seconds) / timeConstantS);
  const gainFor = (share: number): number =>
    readoutGainFor(capabilities, bench.datasheet, swing.amplitudeV * share);
  const gains = {
    written: swing.readoutGain,
    own: gainFor((left * (1 + Math.exp(-2 * theta))) / 2),
    cross: gainFor((left * -Math.expm1(-2 * theta)) / 2),
  };
  const size = { cells: plan.first.length, pairs };
  const couplings = couplingsOf(plan, code);
  const read = async (start: Float64Array, reading: keyof typeof gains): Promise<ArrayLike<number>> => {
    const problem = {
      cells: plan.cells,
      rows: plan.first.length,
      couplings,
      start,
      gains: {
        couplingGain,
        leak,
        driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
        startGain: swing.startGain,
      },
    };
    const run = {
      ...quietNoise(capabilities),
      start: StartState.WRITTEN,
      runTicks: reading === 'written' ? 0n : ticks,
      readoutGain: gains[reading],
    };
    return (await spu.run(problem, run)).codes;
  };
  const sideOf = async (excited: Int32Array, partner: Int32Array): Promise<Side> => {
    const levels = levelsOf(`${name} pairs`, {
      ...size,
      fullCode: swing.fullCode,
      isWhole: swing.isWhole,
    });
    const sums = {
      written: new SlopeSums(levels),
      own: new SlopeSums(levels),
      cross: new SlopeSums(levels),
    };
    const startOf = (codes: Float64Array): Float64Array => {
      const start = new Float64Array(plan.cells);
      excited.forEach((cell, k) => (start[cell] = codes[k]!));
      return start;
    };
    for (const [pair, codes] of levels.pairs.entries()) {
      const [plus, minus] = [startOf(codes), startOf(codes.map((value) => -value))];
      const both = async (
        reading: keyof typeof gains,
        of: Int32Array,
      ): Promise<[Float64Array, Float64Array]> => {
        const [above, below] = [await read(plus, reading), await read(minus, reading)];
        return [Float64Array.from(of, (cell) => above[cell]!), Float64Array.from(of, (cell) => below[cell]!)];
      };
      sums.written.add(pair, ...(await both('written', excited)));
      sums.own.add(pair, ...(await both('own', excited)));
      sums.cross.add(pair, ...(await both('cross', partner)));
    }
    return {
      written: sums.written.slopes,
      own: sums.own.slopes,
      cross: sums.cross.slopes,
    };
  };
  const [a, b] = [await sideOf(plan.first, plan.second), await sideOf(plan.second, plan.first)];
  return {
    written: [a.written, b.written],
    own: [a.own, b.own],
    cross: [a.cross, b.cross],
    timeS: seconds,
    leak,
    couplingGain,
    code,
    gains,
  };
}

export function couplingsOf({ first, second, cells }: PairPlan, code: number): Float64Array {
  const couplings = new Float64Array(first.length * cells);
  first.forEach((cell, row) => (couplings[row * cells + cell] = code));
  second.forEach((cell, row) => (couplings[row * cells + cell] = code));
  return couplings;
}

/** A coupling code near a value: whole and not 0, unless the format carries values. */
export function wholeOr({ formats }: Capabilities, value: number): number {
  const isWhole =
    Number.isFinite(fullCode(formats[ArrayId.COUPLINGS])) && fullCode(formats[ArrayId.COUPLINGS]) !== 1;
  return isWhole ? Math.max(1, Math.round(value)) : value;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
