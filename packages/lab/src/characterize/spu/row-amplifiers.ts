import { ArrayId, nearestOnGrid, StartState } from '@thermoloop/protocol';
import type { Finding } from '../figure.js';
import { bounded, notObservable } from '../statistics/evidence.js';
import { couplingsOf, wholeOr, type PairPlan } from './coupled-pairs.js';
import { leastForSpread, meanOverCells, tooFew } from './means.js';
import { quietNoise, ticksOf } from './responses.js';
import { fullCode, type SpuBench } from './spu-bench.js';
import { readoutGainFor, usableCodes, type Swing } from './swing.js';
import { trajectoriesOf } from './trajectories.js';
import { boundedIfUnseen, commonVariance } from './variance-component.js';

/** ρb² of the pairs, in 1/τ, and for how many of their times they relax. */
const pullOfPairs = 1;
const timesOfRelaxation = 4;
const smallLeak = 0.01;
/** Of the largest code: the smaller, the larger is an offset beside it. */
const codeShare = 1 / 8;
const trajectories = 16;
const roomSigmas = 6;

/**
 * Offset of the amplifiers between B and S: a pair of cells on a row, from zero and without drive, goes to −p/2b each. With the codes
 * turned round it goes the other way, what pulls the cells themselves does not.
 */
export async function measureRowOffsets(spu: SpuBench, plan: PairPlan): Promise<Finding> {
  const { capabilities, bench } = spu;
  const { grids, timeConstantS, formats } = capabilities;
  const amplifier = bench.datasheet.array.rowAmplifier;
  const gain = amplifier?.gain ?? 1;
  const count = plan.first.length;
  const finding = {
    name: 'array.rowAmplifier.offset',
    title:
      amplifier === undefined ? 'Offset of the rows, in volts × codes' : 'Offset of the row amplifiers, rms',
    unit: 'V',
    checks: ['array.rowAmplifier.offsetVRms'],
    specified: { kind: 'value', value: amplifier?.offsetVRms ?? 0 },
    method: `${count} rows of two cells, from zero without drive, codes either way, twice ${trajectories} trajectories${amplifier === undefined ? '' : '; referred to the output by the gain of the datasheet'}`,
  } as const;
  if (count < leastForSpread) return { ...finding, evidence: tooFew(count, 'rows') };

  const code = wholeOr(capabilities, codeShare * fullCode(formats[ArrayId.COUPLINGS]));
  const couplingGain = nearestOnGrid(grids.couplingGain, pullOfPairs / code ** 2);
  const leak = nearestOnGrid(grids.leak, smallLeak);
  const rate = leak + 2 * couplingGain * code ** 2;
  const { ticks, seconds } = ticksOf(capabilities, (timesOfRelaxation / rate) * timeConstantS);
  const reached = -Math.expm1((-rate * seconds) / timeConstantS) / rate;
  const noiseV = Math.sqrt((quietNoise(capabilities).noise * seconds) / timeConstantS);
  const expectedV = (5 * (amplifier?.offsetVRms ?? 0)) / gain / (2 * code) + roomSigmas * noiseV;
  const usable = usableCodes(capabilities, bench.datasheet);
  const fine = usable === Infinity ? 1 : Math.max(expectedV / usable, noiseV);
  const offsets: Float64Array[] = [];
  for (const factor of [1, 1.4]) {
    const readoutGain = nearestOnGrid(grids.readoutGain, factor * fine);
    const means: Float64Array[] = [];
    for (const sign of [1, -1]) {
      const problem = {
        cells: plan.cells,
        rows: count,
        couplings: couplingsOf(plan, sign * code),
        gains: {
          couplingGain,
          leak,
          driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
          startGain: nearestOnGrid(grids.startGain, grids.startGain.minimum),
        },
      };
      const run = { ...quietNoise(capabilities), readoutGain, runTicks: ticks };
      const { means: halves } = await trajectoriesOf(spu, problem, run, trajectories);
      means.push(halves[0].map((mean, i) => (mean + halves[1][i]!) / 2));
    }
    const [plus, minus] = means as [Float64Array, Float64Array];
    // V = −ρ b p (1 − e^{−rate t})/rate in both cells of a row
    const perOffset = -couplingGain * code * reached;
    offsets.push(
      Float64Array.from(plan.first, (first, row) => {
        const second = plan.second[row]!;
        const turned = (plus[first]! + plus[second]! - minus[first]! - minus[second]!) / 4;
        return (turned * readoutGain * gain) / perOffset;
      }),
    );
  }
  return {
    ...finding,
    evidence: boundedIfUnseen(
      commonVariance(offsets[0]!, offsets[1]!, false),
      'no offset beyond the noise of the cells was seen',
    ),
  };
}

/** How far a row goes: cells that pull it beyond its rails, and what another cell is pulled by. Only where the datasheet has rails. */
export async function measureRowRails(
  spu: SpuBench,
  swing: Swing,
  answering: readonly number[],
): Promise<Finding[]> {
  const { array } = spu.bench.datasheet;
  const amplifier = array.rowAmplifier;
  const findings: Finding[] =
    amplifier === undefined
      ? []
      : [
          {
            name: 'array.rowAmplifier.gain',
            title: 'Gain of the row amplifiers',
            unit: '',
            checks: ['array.rowAmplifier.gain'],
            specified: { kind: 'value', value: amplifier.gain },
            evidence: notObservable(
              'offset and rails come back divided by it, and the strength of BᵀSB does not depend on it',
            ),
            method: 'none',
          },
        ];
  if (amplifier?.rails.kind !== 'clamp') return findings;
  const finding = {
    name: 'array.rowAmplifier.rails',
    title: 'Rails of the row amplifiers',
    unit: 'V',
    checks: ['array.rowAmplifier.rails.limitV', 'array.rowAmplifier.rails.kind'],
    specified: { kind: 'value', value: amplifier.rails.limitV },
  } as const;
  return [
    ...findings,
    {
      ...finding,
      ...(await railsOfRows(spu, swing, answering, amplifier.rails.limitV / amplifier.gain, amplifier.gain)),
    },
  ];
}

async function railsOfRows(
  spu: SpuBench,
  swing: Swing,
  answering: readonly number[],
  limit: number,
  gain: number,
): Promise<Pick<Finding, 'evidence' | 'method'>> {
  const { capabilities, bench } = spu;
  const { grids, timeConstantS, formats } = capabilities;
  const drivers = answering.slice(0, answering.length >> 1);
  const others = answering.slice(drivers.length);
  const code = fullCode(formats[ArrayId.COUPLINGS]);
  const most = drivers.length * code * swing.amplitudeV;
  const method = `${drivers.length} cells drive a row, ${others.length} cells are pulled by it`;
  if (most < 2 * limit) {
    return { evidence: bounded(0, Infinity, 'the cells cannot drive a row beyond its rails'), method };
  }
  const share = Math.min(1, (4 * limit) / most);
  const startCode = swing.isWhole ? Math.max(1, Math.round(share * swing.fullCode)) : share * swing.fullCode;
  const aimV = 0.2 * startCode * swing.startGain;
  const couplingGain = nearestOnGrid(grids.couplingGain, aimV / (code * limit));
  const leak = nearestOnGrid(grids.leak, smallLeak);
  const { ticks, seconds } = ticksOf(capabilities, timeConstantS);
  const readoutGain = readoutGainFor(capabilities, bench.datasheet, 1.2 * aimV);
  const cells = Math.max(...answering) + 1;
  const couplings = new Float64Array(cells).fill(code);
  const sides: ArrayLike<number>[] = [];
  for (const sign of [1, -1]) {
    const start = new Float64Array(cells);
    for (const cell of drivers) start[cell] = sign * startCode;
    const gains = {
      couplingGain,
      leak,
      driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
      startGain: swing.startGain,
    };
    const run = { ...quietNoise(capabilities), start: StartState.WRITTEN, runTicks: ticks, readoutGain };
    sides.push((await spu.run({ cells, rows: 1, couplings, start, gains }, run)).codes);
  }
  const time = seconds / timeConstantS;
  const perLimit = couplingGain * code * (-Math.expm1(-leak * time) / leak);
  const limits = Float64Array.from(
    others,
    (cell) => ((sides[1]![cell]! - sides[0]![cell]!) * readoutGain * gain) / (2 * perLimit),
  );
  const isWhole = usableCodes(capabilities, bench.datasheet) < Infinity;
  const step = isWhole ? (readoutGain * gain) / perLimit : 2 ** -22 * limit * gain;
  const rounding = step ** 2 / 24;
  return {
    evidence: meanOverCells(limits, {
      measuringVariance: rounding,
      allowedSpread: 0,
      systematic: 1e-3 * Math.abs(limits[0] ?? 0),
    }),
    method,
  };
}
