import { couplingErrorsOf } from '@thermoloop/bus';
import { ArrayId, nearestOnGrid, StartState } from '@thermoloop/protocol';
import type { Evidence, Finding } from '../figure.js';
import { mapped, notObservable } from '../statistics/evidence.js';
import { leastForSpread, tooFewCells } from './means.js';
import { quietNoise, ticksOf } from './responses.js';
import { fullCode, type SpuBench } from './spu-bench.js';
import { readoutGainFor, type Swing } from './swing.js';
import { boundedIfUnseen, commonVariance, difference, type VarianceEstimate } from './variance-component.js';

/** ρb²D·t with D cells that drive the row: how far they relax through it. */
const strength = 1;
const smallLeak = 0.01;
/** of the swing, at which responses of zeros are read first */
const firstShare = 0.02;

/** What couplings of code 0 do, each relative to full scale, in two writings and two readings of each. */
interface ZeroResponses {
  readonly writings: readonly (readonly [Float64Array, Float64Array])[];
}

/**
 * Some cells drive one row at the largest code; all others have code 0. A coupling of z·(full scale) at such a cell then answers with
 * −z·V(1 − e^{−θ}), θ = ρb²Dt: cells that should stay at 0 show what their couplings are.
 */
async function zeroResponses(
  spu: SpuBench,
  swing: Swing,
  { cells, answering }: { readonly cells: number; readonly answering: readonly number[] },
): Promise<ZeroResponses> {
  const { capabilities, bench } = spu;
  const { grids, timeConstantS, formats } = capabilities;
  const code = fullCode(formats[ArrayId.COUPLINGS]);
  const drivers = answering.slice(0, Math.max(1, Math.min(16, answering.length >> 2)));
  const quiet = answering.slice(drivers.length);
  const couplingGain = nearestOnGrid(grids.couplingGain, strength / (code ** 2 * drivers.length));
  const leak = nearestOnGrid(grids.leak, smallLeak);
  const pull = couplingGain * code ** 2 * drivers.length;
  const { ticks, seconds } = ticksOf(capabilities, (strength / pull) * timeConstantS);
  // A = λ + ρ b bᵀ: what is driven answers by (e^{−λs} − e^{−(λ + pull)s})
  const scaled = seconds / timeConstantS;
  const answer = Math.exp(-leak * scaled) * -Math.expm1(-pull * scaled);
  const couplings = new Float64Array(cells);
  const start = new Float64Array(cells);
  for (const cell of drivers) {
    couplings[cell] = code;
    start[cell] = swing.isWhole ? Math.round(swing.fullCode) : swing.fullCode;
  }
  const problem = {
    cells,
    rows: 1,
    couplings,
    gains: {
      couplingGain,
      leak,
      driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
      startGain: swing.startGain,
    },
  };
  let share = firstShare;
  const gainOf = (factor: number): number =>
    readoutGainFor(capabilities, bench.datasheet, factor * share * swing.amplitudeV);
  const writings: [Float64Array, Float64Array][] = [];
  for (let writing = 0; writing < 2;) {
    const readings: Float64Array[] = [];
    let clipped = false;
    for (const factor of [1, 1.4]) {
      const readoutGain = gainOf(factor);
      const sides: ArrayLike<number>[] = [];
      const run = { ...quietNoise(capabilities), start: StartState.WRITTEN, runTicks: ticks, readoutGain };
      // both signs of the start need the couplings as they are: a written start comes with a writing of all
      const { codes } = factor === 1 ? await spu.run({ ...problem, start }, run) : await spu.again(run);
      const nothing = await spu.again({ ...run, start: StartState.ZERO });
      sides.push(codes, nothing.codes);
      clipped ||= quiet.some((cell) => Math.abs(codes[cell]!) >= largestRead(spu));
      readings.push(
        Float64Array.from(
          quiet,
          (cell) => ((sides[1]![cell]! - sides[0]![cell]!) * readoutGain) / (swing.amplitudeV * answer),
        ),
      );
    }
    if (clipped && share < 1) {
      share = Math.min(1, 4 * share);
      continue;
    }
    writings.push([readings[0]!, readings[1]!]);
    writing++;
  }
  return { writings };
}

function largestRead({ capabilities }: SpuBench): number {
  const { resolutionBits } = capabilities.formats[ArrayId.READOUT];
  return resolutionBits > 16 ? Infinity : 2 ** (resolutionBits - 1) - 1;
}

/** Errors of couplings that are new with each writing or latch, and what devices at code 0 conduct. */
export async function measureZeros(
  spu: SpuBench,
  swing: Swing,
  {
    cells,
    answering,
    atFullCode,
    mismatch,
  }: {
    readonly cells: number;
    readonly answering: readonly number[];
    /** variance of what is new with each writing of a coupling of full code, where it was measured */
    readonly atFullCode: VarianceEstimate | undefined;
    /** as measured, in percent */
    readonly mismatch: Evidence;
  },
): Promise<Finding[]> {
  const errors = couplingErrorsOf(spu.bench.datasheet.coupling);
  const method = `${answering.length} cells, one row of which a few drive at the full code, the others having code 0; two writings, two readings of each`;
  const programming = {
    name: 'coupling.programmingErrorPctFsRms',
    title: 'Programming error of couplings, new with each writing',
    unit: '%',
    checks: ['coupling.programmingErrorPctFsRms'],
    specified: { kind: 'value', value: errors.programmingErrorPctFsRms },
    method,
  } as const;
  const reading = {
    name: 'coupling.readNoisePctRms',
    title: 'Read noise of couplings, new with each latch',
    unit: '%',
    checks: ['coupling.readNoisePctRms'],
    specified: { kind: 'value', value: errors.readNoisePctRms },
    method:
      'what differs from one writing to the next at the full code, less what does at code 0, which is the programming error',
  } as const;
  const off = {
    name: 'coupling.offConductancePctFs',
    title: 'Conductance of devices at code 0',
    unit: '%',
    checks: ['coupling.offConductancePctFs'],
    specified: { kind: 'value', value: errors.offConductancePctFs },
    method: `${method}; what both writings have in common, over the mismatch`,
  } as const;
  const few = tooFewCells(answering.length);
  if (answering.length < 2 * leastForSpread)
    return [programming, reading, off].map((each) => ({ ...each, evidence: few }));

  const { writings } = await zeroResponses(spu, swing, { cells, answering });
  const [[onceA, onceB], [againA, againB]] = writings as [
    readonly [Float64Array, Float64Array],
    readonly [Float64Array, Float64Array],
  ];
  const halfDifference = (x: Float64Array, y: Float64Array): Float64Array =>
    x.map((value, i) => (value - y[i]!) / Math.SQRT2);
  const atZero = commonVariance(halfDifference(onceA, againA), halfDifference(onceB, againB), false);
  const unseen = 'nothing that is new with each writing was seen';
  return [
    { ...programming, evidence: boundedIfUnseen(atZero, unseen, 100) },
    {
      ...reading,
      evidence:
        atFullCode === undefined
          ? notObservable('too few pairs of cells can be coupled')
          : boundedIfUnseen(difference(atFullCode, atZero), unseen, 100),
    },
    { ...off, evidence: offEvidence(commonVariance(onceA, againB, true), mismatch) },
  ];
}

/** A pair of devices of the same code 0 leaves √2 times its mismatch of what each conducts. */
function offEvidence(common: VarianceEstimate, mismatch: Evidence): Evidence {
  if (mismatch.kind !== 'estimate') {
    return notObservable('a pair of devices subtracts it but for their mismatch, of which none was seen');
  }
  const seen = boundedIfUnseen(common, 'couplings of code 0 have nothing in common from writing to writing');
  if (seen.kind === 'not-observable') return seen;
  const over = (rms: number, percent: number): number => (100 * rms) / (Math.SQRT2 * (percent / 100));
  const interval = (falseAlarm: number): [number, number] => {
    const [low, high] = seen.interval(falseAlarm / 2);
    const [least, most] = mismatch.interval(falseAlarm / 2);
    return [over(low, most), least > 0 ? over(high, least) : Infinity];
  };
  return { ...mapped(seen, (rms) => over(rms, mismatch.value)), interval } as Evidence;
}
