import { couplingErrorsOf } from '@thermoloop/bus';
import { ArrayId, nearestOnGrid, StartState } from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import type { Evidence, Finding, Interval } from '../figure.js';
import { notObservable } from '../statistics/evidence.js';
import { leastForSpread, tooFew } from './means.js';
import { withoutUnit } from './names.js';
import { quietNoise, ticksOf } from './responses.js';
import { carriesValues, fullCode, type SpuBench } from './spu-bench.js';
import { readoutGainFor, type Swing } from './swing.js';
import {
  boundedIfUnseen,
  commonVariance,
  difference,
  unresolved,
  type VarianceEstimate,
} from './variance-component.js';

/** θ = ρb²Dt: how far D cells relax through their row. */
const strength = 1;
const smallLeak = 0.01;
/** Gains of the two readings of a writing, so that rounding is not common to both. */
const gainFactors = [1, 1.4];
/** Codes of the readout over which the starts of the cells that answer are spread, either way. */
const ditherCodes = 2;

/** What is written to the couplings of one row. */
interface RowPlan {
  readonly drivers: readonly number[];
  readonly others: readonly number[];
  /** of the others, over the full code */
  readonly share: 0 | 1;
}

/** Couplings of the others as they show, over full scale. */
interface RowWritings {
  /** two, two readings of each */
  readonly writings: readonly (readonly [Float64Array, Float64Array])[];
  /** one code of the readout */
  readonly resolution: number;
}

/** Of a code, rms: where readings differ by less, none of a thousand cells may round otherwise. */
const leastShareOfCode = 0.05;

/**
 * Some cells drive one row at the largest code; the others stand near 0 and are pulled by what their own couplings are: a
 * coupling z (over full scale) answers with −zV(D/Σz²)(1 − e^{−θ}), θ = ρb²(Σz²)t over all cells of the row.
 */
async function rowWritings(spu: SpuBench, swing: Swing, cells: number, plan: RowPlan): Promise<RowWritings> {
  const { capabilities, bench } = spu;
  const { grids, timeConstantS, formats } = capabilities;
  const { drivers, others, share } = plan;
  const code = fullCode(formats[ArrayId.COUPLINGS]);
  const squares = drivers.length + share * others.length;
  const couplingGain = nearestOnGrid(grids.couplingGain, strength / (code ** 2 * squares));
  const leak = nearestOnGrid(grids.leak, smallLeak);
  const pull = couplingGain * code ** 2 * squares;
  const { ticks, seconds } = ticksOf(capabilities, (strength / pull) * timeConstantS);
  const time = seconds / timeConstantS;
  const left = Math.exp(-leak * time);
  const answer = (left * -Math.expm1(-pull * time) * drivers.length) / squares;
  const couplings = new Float64Array(cells);
  for (const cell of drivers) couplings[cell] = code;
  for (const cell of others) couplings[cell] = share * code;
  const gains = {
    couplingGain,
    leak,
    driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
    startGain: swing.startGain,
  };
  // of a zero it is not known how little it is: it is read ever coarser until it fits
  const ranges = share === 1 ? [1.25 * answer, 1] : [0.01, 0.05, 0.25, 1];
  for (const range of ranges) {
    const gainAt = (factor: number): number =>
      readoutGainFor(capabilities, bench.datasheet, factor * range * swing.amplitudeV);
    const start = startsOf(swing, cells, plan, ditherCodes * gainAt(1));
    const writings: [Float64Array, Float64Array][] = [];
    let isClipped = false;
    for (let writing = 0; writing < 2; writing++) {
      const readings: Float64Array[] = [];
      for (const [k, factor] of gainFactors.entries()) {
        const readoutGain = gainAt(factor);
        const run = { ...quietNoise(capabilities), start: StartState.WRITTEN, readoutGain };
        const relaxed = { ...run, runTicks: ticks };
        const { codes } =
          k === 0
            ? await spu.run({ cells, rows: 1, couplings, start, gains }, relaxed)
            : await spu.again(relaxed);
        const { codes: before } = await spu.again({ ...run, runTicks: 0n });
        isClipped ||= isAtEnd(spu, codes, others);
        readings.push(
          Float64Array.from(
            others,
            (cell) => ((before[cell]! * left - codes[cell]!) * readoutGain) / (swing.amplitudeV * answer),
          ),
        );
      }
      writings.push([readings[0]!, readings[1]!]);
    }
    if (!isClipped || range === ranges.at(-1)) {
      const isWhole = !carriesValues(formats[ArrayId.READOUT]);
      return { writings, resolution: isWhole ? gainAt(1.4) / (swing.amplitudeV * answer) : 0 };
    }
  }
  throw new Error('no range was tried');
}

/** Drivers at the full code, the others spread over some codes of the readout. */
function startsOf(swing: Swing, cells: number, { drivers, others }: RowPlan, ditherV: number): Float64Array {
  const start = new Float64Array(cells);
  for (const cell of drivers) start[cell] = swing.fullCode;
  const draws = new Float64Array(others.length);
  RandomStream.named('characterize', 'dither').fillUniform(draws);
  others.forEach((cell, k) => {
    const code = ((2 * draws[k]! - 1) * ditherV) / swing.startGain;
    start[cell] = swing.isWhole ? Math.round(code) : Math.fround(code);
  });
  return start;
}

function isAtEnd({ capabilities }: SpuBench, codes: ArrayLike<number>, cells: readonly number[]): boolean {
  const format = capabilities.formats[ArrayId.READOUT];
  if (carriesValues(format)) return false;
  const end = fullCode(format);
  return cells.some((cell) => Math.abs(codes[cell]!) >= end);
}

/** Errors of couplings that are new with each writing or latch, and what devices of code 0 conduct. */
export async function measureWritings(
  spu: SpuBench,
  swing: Swing,
  {
    cells,
    answering,
    mismatch,
  }: {
    readonly cells: number;
    readonly answering: readonly number[];
    /** of couplings, as measured, in percent */
    readonly mismatch: Evidence;
  },
): Promise<Finding[]> {
  const errors = couplingErrorsOf(spu.bench.datasheet.coupling);
  const method = `${answering.length} cells on one row that some of them drive; two writings, two readings of each`;
  const figure = (name: keyof typeof errors, title: string, words: string): Omit<Finding, 'evidence'> => ({
    name: withoutUnit(`coupling.${name}`),
    title,
    unit: '%',
    checks: [`coupling.${name}`],
    specified: { kind: 'value', value: errors[name] },
    method: `${method}; ${words}`,
  });
  const programming = figure(
    'programmingErrorPctFsRms',
    'Programming error of the couplings, new with each writing',
    'differences between writings of code 0',
  );
  const reading = figure(
    'readNoisePctRms',
    'Read noise of the couplings, new with each latch',
    'differences between writings of the full code, less those of code 0',
  );
  const off = figure(
    'offConductancePctFs',
    'Conductance of devices at code 0',
    'what writings of code 0 have in common, over the mismatch of two devices',
  );
  if (answering.length < 2 * leastForSpread) {
    const evidence = tooFew(answering.length, 'cells', 2 * leastForSpread);
    return [programming, reading, off].map((each) => ({ ...each, evidence }));
  }

  const few = Math.min(16, answering.length >> 2);
  const half = answering.length >> 1;
  const zeros = await rowWritings(spu, swing, cells, {
    drivers: answering.slice(0, few),
    others: answering.slice(few),
    share: 0,
  });
  const fulls = await rowWritings(spu, swing, cells, {
    drivers: answering.slice(0, half),
    others: answering.slice(half),
    share: 1,
  });
  const atZero = newWithEach(zeros);
  const unseen = 'nothing that is new with each writing was seen';
  return [
    { ...programming, evidence: boundedIfUnseen(atZero, unseen, 100) },
    { ...reading, evidence: boundedIfUnseen(difference(newWithEach(fulls), atZero), unseen, 100) },
    {
      ...off,
      evidence: offEvidence(commonVariance(zeros.writings[0]![0], zeros.writings[1]![1], true), mismatch),
    },
  ];
}

/** Variance of what differs from writing to writing and does not from reading to reading. */
function newWithEach({ writings: [once, again], resolution }: RowWritings): VarianceEstimate {
  const [a, b] = [0, 1].map((reading) =>
    once![reading as 0 | 1].map((value, i) => (value - again![reading as 0 | 1][i]!) / Math.SQRT2),
  );
  return unresolved(commonVariance(a!, b!, true), (leastShareOfCode * resolution) ** 2);
}

/** Two devices of code 0 leave √2 times their mismatch of what each conducts. */
function offEvidence(common: VarianceEstimate, mismatch: Evidence): Evidence {
  if (mismatch.kind !== 'estimate') {
    return notObservable(
      'a pair of devices subtracts it but for the mismatch of the two, of which none was seen',
    );
  }
  const seen = boundedIfUnseen(common, 'couplings of code 0 have nothing in common from writing to writing');
  if (seen.kind === 'not-observable') return seen;
  const over = (rms: number, percent: number): number => (100 * rms) / (Math.SQRT2 * (percent / 100));
  const interval = (falseAlarm: number): Interval => {
    const [low, high] = seen.interval(falseAlarm / 2);
    const [least, most] = mismatch.interval(falseAlarm / 2);
    return [over(low, most), least > 0 ? over(high, least) : Infinity];
  };
  if (seen.kind === 'bounded') return { ...seen, interval };
  const value = over(seen.value, mismatch.value);
  const relative = Math.hypot(seen.standardError / seen.value, mismatch.standardError / mismatch.value);
  return { kind: 'estimate', value, standardError: value * relative, interval };
}
