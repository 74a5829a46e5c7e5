import { ArrayId, nearestOnGrid } from '@thermoloop/protocol';
import type { Finding } from '../figure.js';
import { leastForSpread, tooFew } from './means.js';
import { ticksOf, quietNoise } from './responses.js';
import type { Scale } from './scale.js';
import { carriesValues, type SpuBench } from './spu-bench.js';
import { trajectoriesOf, type Trajectories } from './trajectories.js';
import { boundedIfUnseen, commonVariance, unresolved } from './variance-component.js';
import { usableCodes } from './swing.js';

/** A leak at which an offset shows in a cell a hundredfold. */
const smallLeak = 0.01;
/** Of the way to rest, in 1/λ: longer gains less than the noise that comes with it. */
const timesOfRelaxation = 1.5;
/** Trajectories of each reading. */
const trajectories = 16;
/** How many times the noise of the cells fits into half of the range. */
const roomSigmas = 6;

/**
 * What pulls cells without a drive: from zero, with no drive and a small leak, V = o(1 − e^{−λt})/λ. Less what is read at
 * once, which is the converter's; at two gains, so that rounding is not common to both.
 */
export async function measureOffsets(
  spu: SpuBench,
  {
    cells,
    answering,
    leaks,
    scale,
  }: {
    readonly cells: number;
    readonly answering: readonly number[];
    /** of each of them over the register's */
    readonly leaks: Float64Array;
    readonly scale: Scale;
  },
): Promise<Finding> {
  const { capabilities, bench } = spu;
  const { grids, timeConstantS, formats } = capabilities;
  const { driveOffsetVRms } = bench.datasheet.cell;
  const finding = {
    name: 'cell.driveOffset',
    title: 'Drive-referred offset of the cells, rms',
    unit: 'V',
    checks: ['cell.driveOffsetVRms'],
    specified: { kind: 'value', value: driveOffsetVRms },
  } as const;
  const leak = nearestOnGrid(grids.leak, smallLeak);
  const { ticks, seconds } = ticksOf(capabilities, (timesOfRelaxation / leak) * timeConstantS);
  const growth = -Math.expm1((-leak * seconds) / timeConstantS) / leak;
  const method = `${answering.length} cells from zero without drive, λ = ${leak}, ${(seconds / timeConstantS).toPrecision(3)} τ, twice ${trajectories} trajectories`;
  if (answering.length < leastForSpread)
    return { ...finding, evidence: tooFew(answering.length, 'cells'), method };

  const noiseV = Math.sqrt(quietNoise(capabilities).noise / leak);
  const expectedV = 5 * driveOffsetVRms * growth + roomSigmas * noiseV;
  const usable = usableCodes(capabilities, bench.datasheet);
  const fine = carriesValues(formats[ArrayId.READOUT]) ? 1 : Math.max(expectedV / usable, noiseV);
  const problem = {
    cells,
    rows: 1,
    gains: {
      couplingGain: nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum),
      leak,
      driveGain: nearestOnGrid(grids.driveGain, grids.driveGain.minimum),
      startGain: nearestOnGrid(grids.startGain, grids.startGain.minimum),
    },
  };
  const offsets: Float64Array[] = [];
  for (const factor of [1, 1.4]) {
    const readoutGain = nearestOnGrid(grids.readoutGain, factor * fine);
    const observe = (runTicks: bigint): Promise<Trajectories> =>
      trajectoriesOf(spu, problem, { ...quietNoise(capabilities), readoutGain, runTicks }, trajectories);
    const [after, before] = [await observe(ticks), await observe(0n)];
    const perVolt = scale.codesPerVolt(readoutGain);
    offsets.push(
      Float64Array.from(answering, (cell, k) => {
        const sumOf = ({ means }: Trajectories): number => means[0][cell]! + means[1][cell]!;
        const read = (sumOf(after) - sumOf(before)) / 2;
        const own = leaks[k]!;
        return read / perVolt[k]! / (-Math.expm1((-leak * own * seconds) / timeConstantS) / (leak * own));
      }),
    );
  }
  // the DAC of the drive stands at code 0, and puts out its own offset
  const { dac } = bench.datasheet;
  const dacLsb = dac.kind === 'ideal' ? 0 : 2 + Math.abs(dac.offsetErrorLsb) + 5 * dac.offsetSpreadLsbRms;
  const evidence = boundedIfUnseen(
    unresolved(commonVariance(offsets[0]!, offsets[1]!, false), (problem.gains.driveGain * dacLsb) ** 2),
    'no offset beyond the noise of the cells was seen',
  );
  return { ...finding, evidence, method };
}
