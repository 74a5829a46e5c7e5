import type { ChipSpec } from '@thermoloop/spu-emulator';
import { couplingErrorsOf } from '@thermoloop/bus';
import type { Evidence, Finding } from '../figure.js';
import { notObservable } from '../statistics/evidence.js';
import { slopeVariance } from './cell-values.js';
import type { PairPlan, PairResponses } from './coupled-pairs.js';
import { leastForSpread, meanOverCells, steppingError, tooFew } from './means.js';
import type { Slopes } from './slopes.js';
import {
  boundedIfUnseen,
  commonVariance,
  difference,
  scaled,
  type VarianceEstimate,
} from './variance-component.js';

/** τ of cells in s, once by all levels and once by each half of them; of others it is not known. */
export interface CellTimes {
  /** which cells, in the order of the arrays */
  readonly cells: readonly number[];
  readonly all: Float64Array;
  readonly halves: readonly [Float64Array, Float64Array];
}

/** What two coupled cells are to each other, by M = e^{−At/τ} = [[own₁, cross₁₂], [cross₂₁, own₂]]. */
export interface PairValue {
  /** √(A₁₂A₂₁)·√(τ₁τ₂)/(ρb²): 1 where the coupling is as coded */
  readonly strength: number;
  /** M₁₂/M₂₁: of the second to the first over the first to the second; 1 where B and Bᵀ are alike */
  readonly asymmetry: number;
}

/**
 * log M by its eigenvalues μ±: log M = α + βM with β = (ln μ₊ − ln μ₋)/(μ₊ − μ₋), so √(A₁₂A₂₁) = β√(M₁₂M₂₁)τ/t. In
 * M₁₂M₂₁ the gains of the converters cancel by what was read at once.
 */
export function pairValues(
  responses: PairResponses,
  { first, second }: PairPlan,
  times: { readonly of: ReadonlyMap<number, number>; readonly nominalS: number },
  of: (slopes: Slopes) => Float64Array,
): PairValue[] {
  const { written, own, cross, gains, timeS, couplingGain, code } = responses;
  const [writtenA, writtenB] = [of(written[0]), of(written[1])];
  const [ownA, ownB] = [of(own[0]), of(own[1])];
  // cross[0] was excited at the first and read at the second
  const [aToB, bToA] = [of(cross[0]), of(cross[1])];
  const timeOf = (cell: number): number => times.of.get(cell) ?? times.nominalS;
  return Array.from(first, (cell, k) => {
    const ownRatio = gains.own / gains.written;
    const [a, d] = [(ownA[k]! / writtenA[k]!) * ownRatio, (ownB[k]! / writtenB[k]!) * ownRatio];
    const product =
      ((aToB[k]! * bToA[k]!) / (writtenA[k]! * writtenB[k]!)) * (gains.cross / gains.written) ** 2;
    const middle = (a + d) / 2;
    const half = Math.sqrt(((a - d) / 2) ** 2 + product);
    const beta = Math.log((middle + half) / (middle - half)) / (2 * half);
    const [tauA, tauB] = [timeOf(cell), timeOf(second[k]!)];
    const tau = Math.sqrt(tauA * tauB);
    return {
      strength: (beta * Math.sqrt(product) * tau) / timeS / (couplingGain * code ** 2),
      asymmetry: ((bToA[k]! / aToB[k]!) * tauA) / tauB,
    };
  });
}

/** How strong couplings are, how far they differ, and how far B and Bᵀ do. */
export function strengthFindings(
  full: PairResponses,
  low: PairResponses | undefined,
  plan: PairPlan,
  times: CellTimes,
  { datasheet, nominalS, isWhole }: { datasheet: ChipSpec; nominalS: number; isWhole: boolean },
): Finding[] {
  const errors = couplingErrorsOf(datasheet.coupling);
  const values = (responses: PairResponses, part: 'all' | 0 | 1): PairValue[] =>
    pairValues(
      responses,
      plan,
      {
        of: new Map(
          times.cells.map((cell, k) => [cell, (part === 'all' ? times.all : times.halves[part])[k]!]),
        ),
        nominalS,
      },
      part === 'all' ? ({ all }) => all : ({ halves }) => halves[part],
    );
  const strengths = (responses: PairResponses, part: 'all' | 0 | 1): Float64Array =>
    Float64Array.from(values(responses, part), ({ strength }) => strength);
  const count = plan.first.length;
  const measuring =
    (slopeVariance(full.cross[0], isWhole) +
      slopeVariance(full.own[0], isWhole) +
      slopeVariance(full.written[0], isWhole)) /
    2;
  // what differs from one writing to the next averages over the writings of a slope
  const writings = 2 * full.cross[0].count;
  const allowedSpread =
    Math.SQRT2 *
    (Math.hypot(
      errors.mismatchPctRms,
      errors.transposeMismatchPctRms,
      Math.hypot(errors.programmingErrorPctFsRms, errors.readNoisePctRms) / Math.sqrt(writings),
    ) /
      100);
  // errors of the codes of 0 couple every cell to every row: each decays the faster by the square of them, a row
  const crowd = (count * (errors.programmingErrorPctFsRms / 100) ** 2) / 2;
  const systematic = 2 * steppingError(datasheet).rate + crowd;
  const method = `${count} pairs of cells, a row each, code ${round(full.code)}, ρb²t = ${((full.couplingGain * full.code ** 2 * full.timeS) / nominalS).toPrecision(2)}; ${4 * full.cross[0].count} writings`;
  const findings: Finding[] = [
    {
      name: 'coupling.strength',
      title: 'Coupling strength at the largest code, over what the code says',
      unit: '',
      checks: ['coupling.kind'],
      specified: { kind: 'value', value: 1 },
      evidence: meanOverCells(strengths(full, 'all'), {
        measuringVariance: measuring,
        allowedSpread,
        systematic,
      }),
      method,
    },
  ];
  if (low !== undefined) {
    const quotient = strengths(low, 'all').map((strength, k) => strength / strengths(full, 'all')[k]!);
    findings.push({
      name: 'coupling.linearity',
      title: `Coupling strength at code ${round(low.code)} over that at code ${round(full.code)}, per code²`,
      unit: '',
      checks: [],
      specified: { kind: 'value', value: 1 },
      evidence: meanOverCells(quotient, {
        measuringVariance: 2 * measuring,
        allowedSpread: allowedSpread * (full.code / low.code),
        systematic: systematic + crowd * (full.code / low.code) ** 2,
      }),
      method,
    });
  }
  const asymmetry = asymmetryVariance(values(full, 0), values(full, 1), plan, datasheet);
  const common = commonVariance(strengths(full, 0), strengths(full, 1), true);
  // the strength of a pair has the errors of two couplings, and half of what two of Bᵀ differ by from those of B
  const mismatch = 'kind' in asymmetry ? scaled(common, 1 / 2) : difference(common, asymmetry, 1 / 2, 1 / 8);
  const spread =
    count < leastForSpread
      ? tooFew(count, 'pairs of cells')
      : boundedIfUnseen(mismatch, 'no spread beyond the error of measuring was seen', 100);
  findings.push({
    name: 'coupling.mismatch',
    title: 'Spread of the couplings, common to B and Bᵀ',
    unit: '%',
    checks: ['coupling.mismatchPctRms'],
    specified: { kind: 'value', value: errors.mismatchPctRms },
    evidence: spread,
    method: `${method}; the strength of a pair has the errors of two couplings`,
  });
  findings.push({
    name: 'coupling.transposeMismatch',
    title: 'Spread of the couplings of Bᵀ against those of B',
    unit: '%',
    checks: ['coupling.transposeMismatchPctRms'],
    specified: { kind: 'value', value: errors.transposeMismatchPctRms },
    evidence:
      'kind' in asymmetry
        ? asymmetry
        : boundedIfUnseen(asymmetry, 'no asymmetry beyond the error of measuring was seen', 100 / Math.SQRT2),
    method: `${method}; response of one to the other of each pair against that the other way`,
  });
  return findings;
}

/** Variance of the ratio of the two responses of a pair; or why it does not show. */
function asymmetryVariance(
  once: readonly PairValue[],
  again: readonly PairValue[],
  { sharesConverters }: PairPlan,
  { adc, dac }: ChipSpec,
): VarianceEstimate | Evidence {
  if (once.length < leastForSpread) return tooFew(once.length, 'pairs of cells');
  const gainSpread = (spec: ChipSpec['adc'] | ChipSpec['dac']): number =>
    spec.kind === 'ideal' ? 0 : spec.gainSpreadPctFsRms / 100;
  if (!sharesConverters && gainSpread(adc) + gainSpread(dac) > 0) {
    return notObservable(
      'the two cells of a pair have converters of their own, whose gains differ as much as the datasheet says',
    );
  }
  const of = (values: readonly PairValue[]): Float64Array =>
    Float64Array.from(values, ({ asymmetry }) => asymmetry);
  return commonVariance(of(once), of(again), true);
}

const round = (code: number): string => String(Number(code.toPrecision(3)));
