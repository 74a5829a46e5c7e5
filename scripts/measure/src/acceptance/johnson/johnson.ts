import { progress } from '../../output/progress.js';
import type { Requirement } from '../../output/requirement.js';
import type { Section } from '../section.js';
import { kappaV2, openBench, type Bench } from './bench.js';
import { johnsonText } from './johnson-text.js';
import { autocovarianceOf, covarianceOf, estimateOf, type Estimate } from './moments.js';
import { board, conductances, published } from './published.js';
import { eigen, inverse, type Matrix2 } from './two-by-two.js';

const spacingS = 10e-6;
const records = 30;
const recordS = 300e-3;
/** Lengths of the records whose error is asked for: pieces of the whole ones. */
const lengthsS = [10e-3, 30e-3, 100e-3, 300e-3];
/** of the normal distribution, two-sided, at a false-alarm rate of 1e-5 */
const quantile = 4.42;

/** A figure of the emulated board beside what theory says and what was published of the real one. */
export interface Comparison {
  readonly name: string;
  readonly found: Estimate;
  readonly predicted: number;
  /** as it was printed, with its error where that was told */
  readonly board?: string;
}

/** chips/johnson-2node against closed forms and the measured board. */
export const johnson: Section = {
  name: 'johnson',
  description: 'the measured two-node board: covariance c·G⁻¹, time constants, error of a record',
  measure: async ({ seeds = 1 }) => {
    const comparisons: Comparison[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      progress(`seed ${seed}`);
      const bench = await openBench(seed);
      try {
        comparisons.push(...(await comparisonsOf(bench)));
      } finally {
        await bench.close();
      }
    }
    const requirements = comparisons.map(requirementOf);
    return { document: { comparisons }, text: johnsonText(comparisons, requirements), requirements };
  },
};

async function comparisonsOf(bench: Bench): Promise<Comparison[]> {
  const all = await bench.record(records, Math.round(recordS / spacingS), spacingS);
  const errors = lengthsS.map((lengthS) => recordError(all.flatMap(piecesOf(lengthS)), lengthS));
  return [...covariance(all), ...decay(all), ...errors, slope(errors)];
}

/** κ·(G·R1)⁻¹ with the chip's κ: noise of the nodes. */
function covariance(all: readonly Float64Array[]): Comparison[] {
  const [[xx, xy], [, yy]] = restCovariance();
  const found = all.map(covarianceOf);
  const share = (sigma: Matrix2): number => {
    const product = multiply(sigma, conductances());
    return (product[0][1] + product[1][0]) / (product[0][0] + product[1][1]);
  };
  return [
    {
      name: 'rms of node 1, mV',
      found: estimateOf(found.map(([[a]]) => 1e3 * Math.sqrt(a))),
      predicted: 1e3 * Math.sqrt(xx),
      board: String(1e3 * published.nodeRmsV[0]),
    },
    {
      name: 'rms of node 2, mV',
      found: estimateOf(found.map(([, [, d]]) => 1e3 * Math.sqrt(d))),
      predicted: 1e3 * Math.sqrt(yy),
      board: String(1e3 * published.nodeRmsV[1]),
    },
    {
      name: 'correlation of the nodes',
      found: estimateOf(found.map(([[a, b], [, d]]) => b / Math.sqrt(a * d))),
      predicted: xy / Math.sqrt(xx * yy),
      board: withError(published.correlation),
    },
    {
      name: 'Σ·G off its diagonal, share',
      found: estimateOf(found.map(share)),
      predicted: 0,
      board: withError(published.offDiagonalShare),
    },
  ];
}

/** τ of each mode, from its autocovariance one fast time constant apart. */
function decay(all: readonly Float64Array[]): Comparison[] {
  const lag = 4;
  const names = [
    ['slow', published.slowTimeS],
    ['fast', published.fastTimeS],
  ] as const;
  return modes().map(({ timeS, vector }, k) => ({
    name: `${names[k]![0]} time constant, µs`,
    found: estimateOf(
      all.map((record) => {
        const ratio = autocovarianceOf(record, vector, lag) / autocovarianceOf(record, vector, 0);
        return (-1e6 * lag * spacingS) / Math.log(ratio);
      }),
    ),
    predicted: 1e6 * timeS,
    board: String(1e6 * names[k]![1]),
  }));
}

/**
 * Relative error of the variance of the slow mode from one record, against the variance of K reads of spacing δ:
 * ε² = 2/K·[(1 + ρ)/(1 − ρ) − 2ρ(1 − ρᴷ)/(K(1 − ρ)²)] with ρ = e^{−2aδ}, which is √(2τ/T) for long records.
 */
function recordError(pieces: readonly Float64Array[], lengthS: number): Comparison {
  const [slow] = modes();
  const { vector, timeS } = slow!;
  const variance = quadratic(restCovariance(), vector);
  const squared = estimateOf(
    pieces.map((piece) => (quadratic(covarianceOf(piece), vector) / variance - 1) ** 2),
  );
  const value = Math.sqrt(squared.value);
  const rho = Math.exp((-2 * spacingS) / timeS);
  const reads = Math.round(lengthS / spacingS);
  const correlated = (1 + rho) / (1 - rho) - (2 * rho * (1 - rho ** reads)) / (reads * (1 - rho) ** 2);
  const error = published.recordErrors.find((each) => each.recordS === lengthS);
  return {
    name: `relative error of a record of ${1e3 * lengthS} ms`,
    found: { value, standardError: squared.standardError / (2 * value) },
    predicted: Math.sqrt((2 / reads) * correlated),
    ...(error && { board: String(error.error) }),
  };
}

/** Pieces of a record, one after the other; neighbours are as good as independent where a piece is many τ long. */
function piecesOf(lengthS: number): (record: Float64Array) => Float64Array[] {
  const length = 2 * Math.round(lengthS / spacingS);
  return (record) =>
    Array.from({ length: Math.floor(record.length / length) }, (_, k) =>
      record.subarray(k * length, (k + 1) * length),
    );
}

/** Of log ε against log T, by least squares. */
function slope(errors: readonly Comparison[]): Comparison {
  const logs = lengthsS.map(Math.log);
  const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
  const spread = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const weights = logs.map((each) => (each - mean) / spread);
  const of = (values: readonly number[]): number =>
    values.reduce((sum, value, k) => sum + weights[k]! * Math.log(value), 0);
  const variance = errors.reduce(
    (sum, { found }, k) => sum + (weights[k]! * (found.standardError / found.value)) ** 2,
    0,
  );
  return {
    name: 'slope of log error against log length',
    found: { value: of(errors.map(({ found }) => found.value)), standardError: Math.sqrt(variance) },
    predicted: of(errors.map(({ predicted }) => predicted)),
    board: withError(published.slope),
  };
}

function requirementOf({ name, found, predicted }: Comparison): Requirement {
  return {
    name: `${name}: |found − predicted| / half width`,
    value: Math.abs(found.value - predicted) / (quantile * found.standardError),
    relation: '<=',
    limit: 1,
  };
}

/** Σ = c·G⁻¹ with c = κ/R1, κ as the chip has it. */
function restCovariance(): Matrix2 {
  const c = kappaV2 / board.r1;
  const [[a, b], [, d]] = inverse(conductances());
  return [
    [c * a, c * b],
    [c * b, c * d],
  ];
}

/** Modes of G/C with C the mean of both capacitors, the slow one first. */
function modes(): { readonly timeS: number; readonly vector: readonly [number, number] }[] {
  const meanC = (board.c1 + board.c2) / 2;
  return eigen(conductances()).map(({ value, vector }) => ({ timeS: meanC / value, vector }));
}

function quadratic([[a, b], [, d]]: Matrix2, [u, v]: readonly [number, number]): number {
  return a * u * u + 2 * b * u * v + d * v * v;
}

function multiply([[a, b], [c, d]]: Matrix2, [[e, f], [g, h]]: Matrix2): Matrix2 {
  return [
    [a * e + b * g, a * f + b * h],
    [c * e + d * g, c * f + d * h],
  ];
}

const withError = ({ value, standardError }: Estimate): string => `${value} ± ${standardError}`;
