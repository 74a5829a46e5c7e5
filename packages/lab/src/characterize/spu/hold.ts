import { required } from '@thermoloop/host';
import { nearestOnGrid, Stage, StartState } from '@thermoloop/protocol';
import type { Finding } from '../figure.js';
import { estimated, notObservable } from '../statistics/evidence.js';
import { slopeVariance } from './cell-values.js';
import { steppingError } from './means.js';
import { levelsOf } from './levels.js';
import { excitation, lastOf, quietNoise } from './responses.js';
import { SlopeSums, type Slopes } from './slopes.js';
import type { SpuBench } from './spu-bench.js';
import { readoutGainFor, type Swing } from './swing.js';

/** Pairs of levels whose loss is waited for. */
const pairs = 4;
/** A wait that shows a droop of 1e-7 of what resolves; of a chip without droop. */
const longWaitS = 1;

/** Writes voltages, waits on the host's clock, and reads again: what a second takes from a held cell, relative. */
export async function measureHold(
  spu: SpuBench,
  swing: Swing,
  {
    answering,
    rate,
  }: {
    readonly answering: readonly number[];
    /** of decay at the leak nearest to 1, in 1/s */
    readonly rate: number;
  },
): Promise<Finding> {
  const { capabilities, bench } = spu;
  const { datasheet } = bench;
  const { hold } = datasheet.cell;
  const expected = hold.kind === 'capacitor' ? hold.droopPerS : rate;
  const finding = {
    name: 'cell.droop',
    title: hold.kind === 'capacitor' ? 'Droop of held cells' : 'Loss of cells that do not hold, at leak 1',
    unit: '1/s',
    checks: ['cell.hold.droopPerS', 'cell.hold.kind'],
    specified: { kind: 'value', value: expected },
  } as const;
  const method = 'voltages written, read at once, and read again after a wait of the host';
  if (!spu.isTimed) {
    return {
      ...finding,
      evidence: notObservable('the device does not tell times on the clock of the host'),
      method,
    };
  }
  const waitS = expected === 0 ? longWaitS : Math.LN2 / expected;
  const left = Math.exp(-expected * waitS);
  const laterGain = readoutGainFor(capabilities, datasheet, swing.amplitudeV * left);
  const { before, after, elapsedS } = await heldSlopes(spu, swing, { answering, waitS, laterGain });
  const logs = Array.from(before.all, (start, k) =>
    Math.log((start * swing.readoutGain) / (after.all[k]! * laterGain)),
  );
  const count = logs.length;
  const mean = logs.reduce((sum, log) => sum + log, 0) / count;
  const variance = slopeVariance(before, swing.isWhole) + slopeVariance(after, swing.isWhole);
  const scatter = count < 2 ? 0 : logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (count - 1);
  const error = Math.sqrt(Math.max(variance, scatter) / count) / elapsedS;
  const stepping = hold.kind === 'none' ? steppingError(datasheet).rate * expected : 0;
  return {
    ...finding,
    evidence: estimated(mean / elapsedS, error, Math.max(30, count - 1), {
      halfWidth: stepping,
    }),
    method: `${method} of ${elapsedS.toPrecision(3)} s; ${count} cells, ${2 * pairs} levels`,
  };
}

async function heldSlopes(
  spu: SpuBench,
  swing: Swing,
  {
    answering,
    waitS,
    laterGain,
  }: { readonly answering: readonly number[]; readonly waitS: number; readonly laterGain: number },
): Promise<{ before: Slopes; after: Slopes; elapsedS: number }> {
  const { capabilities, bench } = spu;
  const { grids } = capabilities;
  const { fullCode, isWhole } = swing;
  const levels = levelsOf('hold', { cells: answering.length, pairs, fullCode, isWhole });
  const cells = lastOf(answering) + 1;
  const sums = { before: new SlopeSums(levels), after: new SlopeSums(levels) };
  const start = excitation(capabilities)!;
  let elapsedS = 0;
  let readIndex = 0;
  for (const [pair, plus] of levels.pairs.entries()) {
    const readings: { before: Float64Array; after: Float64Array }[] = [];
    const gathered = (codes: ArrayLike<number>): Float64Array =>
      Float64Array.from(answering, (cell) => codes[cell]!);
    for (const sign of [1, -1]) {
      const codes = new Float64Array(cells);
      answering.forEach((cell, k) => (codes[cell] = sign * plus[k]!));
      const gains = {
        couplingGain: nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum),
        leak: nearestOnGrid(grids.leak, 1),
        driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
        startGain: swing.startGain,
      };
      const problem = {
        cells,
        rows: 1,
        ...(start === StartState.WRITTEN ? { start: codes } : { drive: codes }),
        gains,
      };
      const run = { ...quietNoise(capabilities), start, runTicks: 0n, readoutGain: swing.readoutGain };
      const first = await spu.run(problem, run);
      spu.waitS(waitS);
      required(await bench.client.writeRegisters({ readoutGain: laterGain }));
      const later = await spu.read(1, ++readIndex);
      readings.push({ before: gathered(first.codes), after: gathered(later.codes) });
      const leftAtPs = first.report.stages[Stage.RELAX]!.endPs;
      elapsedS += Number(later.report.stages[Stage.ADC]!.startPs - leftAtPs) / 1e12 / (2 * pairs);
    }
    sums.before.add(pair, readings[0]!.before, readings[1]!.before);
    sums.after.add(pair, readings[0]!.after, readings[1]!.after);
  }
  return { before: sums.before.slopes, after: sums.after.slopes, elapsedS };
}
