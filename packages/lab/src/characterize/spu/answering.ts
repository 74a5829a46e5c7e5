import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Finding } from '../figure.js';
import { estimated, mapped, notObservable, proportionOf } from '../statistics/evidence.js';
import { excitation, quietNoise } from './responses.js';
import { nearestOnGrid, StartState } from '@thermoloop/protocol';
import type { SpuBench } from './spu-bench.js';
import type { Swing } from './swing.js';

/** Which cells do what they are told. */
export interface Answering {
  readonly tested: number;
  /** at which they were read, in V per code */
  readonly readoutGain: number;
  /** indices of cells that follow what is written into them */
  readonly answering: readonly number[];
  /** that stay at 0 V */
  readonly dead: readonly number[];
  /** that stay at another voltage, and which */
  readonly stuck: readonly { readonly cell: number; readonly volts: number }[];
}

/** Below this share of the usual response a cell does not answer. */
const leastResponse = 0.5;
/** From here on, in codes and as a share of the swing, a voltage is not 0. */
const notZero = { codes: 3, share: 0.02 };
/** Standard deviations that an error of a converter may have. */
const spreadSigmas = 5;

/** Writes 90 % of the swing into every cell, once either way, and reads at once. */
export async function findAnswering(spu: SpuBench, swing: Swing, cells: number): Promise<Answering> {
  const { grids } = spu.capabilities;
  const start = excitation(spu.capabilities)!;
  const readings = [];
  const code = swing.isWhole ? Math.round(0.9 * swing.fullCode) : Math.fround(0.9 * swing.fullCode);
  for (const sign of [1, -1]) {
    const codes = new Float64Array(cells).fill(sign * code);
    const problem = {
      cells,
      rows: 1,
      ...(start === StartState.WRITTEN ? { start: codes } : { drive: codes }),
      gains: {
        couplingGain: nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum),
        leak: nearestOnGrid(grids.leak, 1),
        driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
        startGain: swing.startGain,
      },
    };
    const run = { ...quietNoise(spu.capabilities), start, runTicks: 0n, readoutGain: swing.readoutGain };
    readings.push((await spu.run(problem, run)).codes);
  }
  const [plus, minus] = [readings[0]!, readings[1]!];
  return classified(plus, minus, swing);
}

/** What two readings at opposite levels say of each cell. */
export function classified(
  plus: ArrayLike<number>,
  minus: ArrayLike<number>,
  { readoutGain, amplitudeV }: Pick<Swing, 'readoutGain' | 'amplitudeV'>,
): Answering {
  const responses = Float64Array.from(plus, (code, i) => (code - minus[i]!) / 2);
  const rests = Float64Array.from(plus, (code, i) => (code + minus[i]!) / 2);
  const usual = median(responses);
  const offset = median(rests);
  const limit = Math.max(readoutGain === 0 ? 0 : notZero.codes, (notZero.share * amplitudeV) / readoutGain);
  const answering: number[] = [];
  const dead: number[] = [];
  const stuck: { cell: number; volts: number }[] = [];
  responses.forEach((response, cell) => {
    const rest = rests[cell]! - offset;
    if (response >= leastResponse * usual) answering.push(cell);
    else if (Math.abs(rest) < limit) dead.push(cell);
    else stuck.push({ cell, volts: rest * readoutGain });
  });
  return { tested: responses.length, readoutGain, answering, dead, stuck };
}

function median(values: Float64Array): number {
  return values.slice().sort()[values.length >> 1]!;
}

const percentOf = (hits: number, trials: number): Finding['evidence'] =>
  mapped(proportionOf(hits, trials), (share) => 100 * share);

export function answeringFindings(answers: Answering, { cell, adc }: ChipSpec): Finding[] {
  const { tested, dead, stuck } = answers;
  const method = `90 % of the swing written into the first ${tested} cells, either way, and read at once`;
  return [
    {
      name: 'cell.dead',
      title: 'Dead cells',
      unit: '%',
      checks: ['cell.deadPct'],
      specified: { kind: 'value', value: cell.deadPct },
      evidence: percentOf(dead.length, tested),
      method,
    },
    {
      name: 'cell.stuck',
      title: 'Stuck cells',
      unit: '%',
      checks: ['cell.stuckPct'],
      specified: { kind: 'value', value: cell.stuckPct },
      evidence: percentOf(stuck.length, tested),
      method,
    },
    {
      name: 'cell.stuckVoltage',
      title: 'Voltage of stuck cells',
      unit: 'V',
      checks: ['cell.stuckV'],
      ...(stuck.length === 0 ? {} : { specified: { kind: 'value', value: cell.stuckV } as const }),
      evidence: stuckEvidence(answers, adc),
      method,
    },
  ];
}

/** Every stuck cell stands at the same voltage, so rounding does not average out; of the converters' errors, what the datasheet allows. */
function stuckEvidence({ stuck, readoutGain }: Answering, adc: ChipSpec['adc']): Finding['evidence'] {
  if (stuck.length === 0) return notObservable('no stuck cell was found');
  const mean = stuck.reduce((sum, { volts }) => sum + volts, 0) / stuck.length;
  if (adc.kind === 'ideal') return estimated(mean, 0, Infinity, { halfWidth: 2 ** -22 * Math.abs(mean) });
  const spread = (rms: number): number => (spreadSigmas * rms) / Math.sqrt(stuck.length);
  const gain = (Math.abs(adc.gainErrorPctFs) + spread(adc.gainSpreadPctFsRms)) / 100;
  const codes = 1 + spread(adc.offsetSpreadLsbRms) + spread(adc.inputReferredNoiseLsbRms);
  return estimated(mean, 0, Infinity, { halfWidth: codes * readoutGain + gain * Math.abs(mean) });
}
