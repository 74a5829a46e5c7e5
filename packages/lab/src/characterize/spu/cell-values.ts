import type { Responses } from './responses.js';
import type { Slopes } from './slopes.js';

/** What follows for each cell, once from all levels and once from each half of them. */
export interface CellValues {
  readonly all: Float64Array;
  readonly halves: readonly [Float64Array, Float64Array];
  /** variance that measuring adds to a value from all levels, relative */
  readonly measuringVariance: number;
}

/** Rounding of an f32 value, relative. */
const float32Rounding = 2 ** -24;
/** Variance of rounding to a whole code. */
const codeRounding = 1 / 12;

/** Relative variance of the slope of one cell: that of a reading about its line, not less than its rounding. */
export function slopeVariance(slopes: Slopes, isWhole: boolean): number {
  const { meanSquares, residualVariance, all, count } = slopes;
  const square = all.reduce((sum, slope) => sum + slope * slope, 0) / all.length;
  const rounding = isWhole ? codeRounding : (float32Rounding ** 2 * square * meanSquares) / count;
  return Math.max(residualVariance, rounding) / (2 * meanSquares * square);
}

/** Rate of decay of each cell, 1/s: the weighted mean of −ln(left)/t. */
export function decayRates(responses: Responses, isWhole: boolean): CellValues {
  const { written, decays } = responses;
  const weights = decays.reduce((sum, { timeS }) => sum + timeS ** 2, 0);
  const rates = (of: (slopes: Slopes) => Float64Array): Float64Array =>
    of(written.slopes).map((start, i) =>
      decays.reduce((sum, { timeS, readoutGain, slopes }) => {
        const left = (of(slopes)[i]! * readoutGain) / (start * written.readoutGain);
        return sum - (timeS * Math.log(left)) / weights;
      }, 0),
    );
  const mean = meanOf(rates(({ all }) => all));
  // the error of the start is in every term, those of the others in one each
  const times = decays.reduce((sum, { timeS }) => sum + timeS, 0);
  const variance =
    (slopeVariance(written.slopes, isWhole) * times ** 2 +
      decays.reduce((sum, { timeS, slopes }) => sum + timeS ** 2 * slopeVariance(slopes, isWhole), 0)) /
    weights ** 2;
  return { ...halved(rates), measuringVariance: variance / mean ** 2 };
}

/**
 * Leak of each cell at a rest, in 1/τ: δx/λ is what is read of a drive x, σx of a start x of the same converter, so
 * λ = (δ/σ)·(slope of the start)/(slope at rest).
 */
export function leaksAtRest(responses: Responses, at: number, isWhole: boolean): CellValues {
  const { written, startGain } = responses;
  const { slopes, driveGain, readoutGain, leak, timeS } = responses.rests[at]!;
  // what is left of the way to rest, by the rate of decay at the leak of the start
  const rate = (meanOf(decayRates(responses, isWhole).all) * leak) / written.leak;
  const reached = -Math.expm1(-rate * timeS);
  const leaks = (of: (slopes: Slopes) => Float64Array): Float64Array =>
    of(written.slopes).map(
      (start, i) =>
        ((driveGain / startGain) * start * written.readoutGain * reached) / (of(slopes)[i]! * readoutGain),
    );
  return {
    ...halved(leaks),
    measuringVariance: slopeVariance(written.slopes, isWhole) + slopeVariance(slopes, isWhole),
  };
}

/** τ of each cell, in s: its leak over its rate of decay, both at the leak of the start. */
export function timeConstants(responses: Responses, isWhole: boolean): CellValues {
  const rates = decayRates(responses, isWhole);
  const leaks = leaksAtRest(responses, 0, isWhole);
  const quotient = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value / b[i]!);
  return {
    all: quotient(leaks.all, rates.all),
    halves: [quotient(leaks.halves[0], rates.halves[0]), quotient(leaks.halves[1], rates.halves[1])],
    measuringVariance: leaks.measuringVariance + rates.measuringVariance,
  };
}

function halved(
  of: (part: (slopes: Slopes) => Float64Array) => Float64Array,
): Pick<CellValues, 'all' | 'halves'> {
  return {
    all: of(({ all }) => all),
    halves: [of(({ halves }) => halves[0]), of(({ halves }) => halves[1])],
  };
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
