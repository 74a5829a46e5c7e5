import { ArrayId, GridKind, largestCode, nearestOnGrid } from '@thermoloop/protocol';
import type { Curve } from '../curve.js';
import type { Evidence, Finding } from '../figure.js';
import { estimated, notObservable } from '../statistics/evidence.js';
import { steppingError } from './means.js';
import { ticksOf } from './responses.js';
import { levelsOf } from './levels.js';
import { carriesValues, type CodedProblem, type SpuBench } from './spu-bench.js';
import type { Scale } from './scale.js';
import { boundedIfUnseen, commonVariance } from './variance-component.js';
import { usableCodes, type Swing } from './swing.js';
import { trajectoriesOf, type Trajectories } from './trajectories.js';

/** e^-16 of the way to rest is left, of the variance e^-32. */
const timesAtRest = 16;
/** Of the range of the readout, either way, the standard deviation of the noise: 6 of them fit beside the means. */
const sigmaShare = 1 / 8;

/**
 * κ: the variance that cells of leak 1 have at rest, over trajectories that each start at zero. Read at two gains, one twice the other, so that
 * what the converter adds in codes (noise and rounding) falls out of the difference: κ = (v₁ − v₂)/(1/ρ₁² − 1/ρ₂²). Cells rest
 * at voltages spread over whole codes, so that rounding is as good as random.
 */
export async function measureNoise(
  spu: SpuBench,
  swing: Swing,
  {
    cells,
    trajectories,
    answering,
    leaks,
    scale,
  }: {
    readonly cells: number;
    readonly trajectories: number;
    readonly answering: readonly number[];
    /** of each of them, at the leak nearest to 1 */
    readonly leaks: Float64Array;
    readonly scale: Scale;
  },
): Promise<{ findings: Finding[]; curves: Curve[] }> {
  const { capabilities, bench } = spu;
  const { grids, formats, timeConstantS } = capabilities;
  const { datasheet } = bench;
  const leak = nearestOnGrid(grids.leak, 1);
  const usable = usableCodes(capabilities, datasheet);
  const isControlled = grids.noise.kind !== GridKind.FIXED;
  const readsValues = carriesValues(formats[ArrayId.READOUT]);
  const kappa = isControlled
    ? nearestOnGrid(grids.noise, (swing.amplitudeV / 16) ** 2 * leak)
    : grids.noise.minimum;
  if (kappa === 0) return { findings: [noNoise(datasheet, spu)], curves: [] };
  const sigmaV = Math.sqrt(kappa / leak);
  const gain = nearestOnGrid(
    grids.readoutGain,
    readsValues ? 1 : sigmaV / Math.max(0.5, sigmaShare * usable),
  );
  const twice = nearestOnGrid(grids.readoutGain, 2 * gain);
  const spanV = readsValues ? sigmaV : 2 * gain * Math.max(1, Math.floor(sigmaShare * usable));
  const problem = restingAt(spu, spanV, cells, leak);
  const { ticks } = ticksOf(capabilities, (timesAtRest / leak) * timeConstantS);
  const observe = (readoutGain: number, count: number): Promise<Trajectories> =>
    trajectoriesOf(spu, problem, { noise: kappa, readoutGain, runTicks: ticks }, count);

  const half = Math.max(8, Math.ceil(trajectories / 2));
  const first = await observe(gain, half);
  const second = await observe(gain, half);
  const coarse = twice > gain && !readsValues ? await observe(twice, half) : undefined;

  const perVolt = scale.codesPerVolt(gain);
  const weigh = ({ variances }: Trajectories): number =>
    answering.reduce((sum, cell, k) => sum + (variances[cell]! * leaks[k]!) / perVolt[k]! ** 2, 0) /
    answering.length;
  const fine = (weigh(first) + weigh(second)) / 2;
  const freedom = answering.length * (half - 1);
  const fineError = fine * Math.sqrt(2 / (2 * freedom));
  let value = fine;
  let error = fineError;
  let systematic = 0;
  if (coarse !== undefined) {
    const other = weigh(coarse);
    const ratio = (gain / twice) ** 2;
    // in volts by the finer gain, so that v₁ρ₁² − v₂ρ₁² is what is divided
    value = (fine - other) / (1 - ratio);
    error = Math.hypot(fineError, other * Math.sqrt(2 / freedom)) / (1 - ratio);
  } else if (!readsValues) {
    // a converter with one gain: what it adds is not known apart
    systematic = (0.5 * gain) ** 2;
  }
  const stepping = steppingError(datasheet).variance;
  const relative = 2 * scale.uncertainty + stepping;
  const evidence = withRelative(estimated(value, error, Infinity, { halfWidth: systematic }), relative);
  const method =
    `${answering.length} cells × ${2 * half + (coarse === undefined ? 0 : half)} trajectories at rest` +
    (coarse === undefined ? '' : ', read at two gains') +
    `; voltages by the ${scale.ruler}${scale.uncertainty > 0 ? `, whose gain the datasheet leaves ±${percentText(scale.uncertainty)}` : ''}`;
  const findings: Finding[] = [
    {
      name: 'cell.noiseVariance',
      title: isControlled
        ? `κ where ${kappa.toPrecision(3)} V² is asked for`
        : 'κ, variance of a cell of unit leak',
      unit: 'V²',
      checks: ['cell.noise.varianceV2', 'cell.noise.kind'],
      specified: {
        kind: 'value',
        value: datasheet.cell.noise.kind === 'fixed' ? datasheet.cell.noise.varianceV2 : kappa,
      },
      evidence,
      method,
    },
    repeatability(first, second, answering, perVolt, half),
  ];
  return { findings, curves: [histogramOf(first, answering)] };
}

function noNoise({ cell }: SpuBench['bench']['datasheet'], spu: SpuBench): Finding {
  return {
    name: 'cell.noiseVariance',
    title: 'κ, variance of a cell of unit leak',
    unit: 'V²',
    checks: ['cell.noise.varianceV2', 'cell.noise.kind'],
    specified: { kind: 'value', value: cell.noise.kind === 'fixed' ? cell.noise.varianceV2 : 0 },
    evidence: notObservable(`the noise of ${spu.capabilities.chip} is 0 by its capability record`),
    method: 'capability record',
  };
}

/** Cells under drives that bring them to rest at ±spanV and everything between. */
function restingAt(spu: SpuBench, spanV: number, cells: number, leak: number): CodedProblem {
  const { grids, formats } = spu.capabilities;
  const format = formats[ArrayId.DRIVE];
  const isWhole = !carriesValues(format);
  const driveV = spanV * leak;
  const largest = isWhole ? largestCode(format) : 1;
  const driveGain = nearestOnGrid(grids.driveGain, (isWhole ? 1.2 : 1) * (driveV / largest));
  const fullCode = Math.min(isWhole ? largest : Infinity, driveV / driveGain);
  const levels = levelsOf('noise', {
    cells,
    pairs: 1,
    fullCode: isWhole ? Math.max(1, Math.floor(fullCode)) : fullCode,
    isWhole,
  });
  return {
    cells,
    rows: 1,
    drive: levels.pairs[0]!,
    gains: {
      couplingGain: nearestOnGrid(grids.couplingGain, grids.couplingGain.minimum),
      leak,
      driveGain,
      startGain: nearestOnGrid(grids.startGain, grids.startGain.minimum),
    },
  };
}

/** The same problem, written and run twice: how far what does not fluctuate differs. */
function repeatability(
  first: Trajectories,
  second: Trajectories,
  answering: readonly number[],
  perVolt: Float64Array,
  count: number,
): Finding {
  const differences = [0, 1].map((half) =>
    Float64Array.from(
      answering,
      (cell, k) => (first.means[half]![cell]! - second.means[half]![cell]!) / perVolt[k]!,
    ),
  );
  return {
    name: 'cell.repeatability',
    title: 'Repeatability: rms by which the same problem, written again, rests elsewhere',
    unit: 'V',
    checks: [],
    evidence: boundedIfUnseen(
      commonVariance(differences[0]!, differences[1]!, false),
      'no difference beyond the noise was seen',
    ),
    method: `one problem written and run twice, ${count} trajectories each`,
  };
}

/** Beyond the interval what is uncertain in proportion to the value. */
function withRelative(evidence: Evidence, relative: number): Evidence {
  if (evidence.kind !== 'estimate' || relative === 0) return evidence;
  const { interval } = evidence;
  return {
    ...evidence,
    interval: (falseAlarm) => {
      const [low, high] = interval(falseAlarm);
      return [low * (1 - relative), high * (1 + relative)];
    },
  };
}

/** Of the cells of leak 1 at rest: how often which deviation, beside the normal distribution. */
function histogramOf({ deviations, variances }: Trajectories, answering: readonly number[]): Curve {
  const cells = variances.length;
  const isAnswering = new Set(answering);
  const [low, bins, width] = [-5, 50, 0.2];
  const counts = new Float64Array(bins);
  let total = 0;
  deviations.forEach((deviation, at) => {
    const cell = at % cells;
    if (!isAnswering.has(cell) || !(variances[cell]! > 0)) return;
    total++;
    const bin = Math.floor((deviation / Math.sqrt(variances[cell]!) - low) / width);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  });
  const x = Array.from(counts, (_, bin) => low + (bin + 0.5) * width);
  return {
    name: 'cell.noise',
    title: 'Noise of the cells at rest',
    xLabel: 'deviation from the mean of the cell, in its standard deviations',
    yLabel: 'share per bin',
    mark: 'bars',
    series: [
      { label: 'measured', x, y: Array.from(counts, (count) => count / Math.max(1, total)) },
      {
        label: 'normal distribution',
        x,
        y: x.map((z) => (width * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)),
      },
    ],
  };
}

const percentText = (share: number): string => `${(100 * share).toPrecision(2)} %`;
