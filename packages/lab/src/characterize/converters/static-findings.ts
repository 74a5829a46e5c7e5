import type { Bench } from '../bench.js';
import type { Curve } from '../curve.js';
import type { Evidence, Finding } from '../figure.js';
import {
  bounded,
  estimated,
  mapped,
  moments,
  notObservable,
  rootOfVariance,
} from '../statistics/evidence.js';
import { studentBound } from '../statistics/quantiles.js';
import type { ConverterBench } from './converter-bench.js';
import type { ExpectedLinearity, LevelsOfPiece } from './datasheet/expected-linearity.js';
import { spreadReach } from './datasheet/drawn-range.js';
import type { DacNearZero } from './near-zero.js';
import { populationFindings } from './population.js';
import type { ConverterErrors, Survey } from './survey.js';

/** Line-free INL of the datasheet, for what it adds to gain and offset. */
export interface ExpectedBoth {
  readonly adc: ExpectedLinearity;
  readonly dac: ExpectedLinearity;
  /** INL around 0 V that the datasheet leads to, in LSB: how far the code of 0 V, or the output of code 0, moves by it. */
  readonly adcAtZero: number;
  readonly dacAtZero: number;
  /** Transition levels of ADCs of the datasheet; of none where the ADC carries values. */
  readonly adcLevels: LevelsOfPiece;
}

/** Offsets, gains, their spreads and noises, by the survey. */
export function staticFindings(
  converters: ConverterBench,
  survey: Survey,
  expected: ExpectedBoth,
): { findings: Finding[]; curves: Curve[] } {
  const { adc, dac } = converters.bench.datasheet;
  const findings: Finding[] = [];
  const curves: Curve[] = [];
  if (adc.kind === 'quantized') {
    findings.push(...adcFindings(converters, survey, adc, expected));
    curves.push(...populationCurves('adc', 'ADC', survey.adcs));
  }
  if (dac.kind === 'quantized') {
    findings.push(...dacFindings(converters, survey, dac, expected));
    curves.push(...populationCurves('dac', 'DAC', survey.dacs));
  }
  findings.push(loopGain(survey, converters.bench.datasheet, expected));
  return { findings, curves };
}

type Quantized<K extends 'adc' | 'dac'> = Bench['datasheet'][K] & { kind: 'quantized' };

function adcFindings(
  converters: ConverterBench,
  survey: Survey,
  spec: Quantized<'adc'>,
  expected: ExpectedBoth,
): Finding[] {
  const { adcs, reference } = survey;
  const count = converters.adc.count;
  const drawnInl = expected.adc.knowledge === 'drawn' ? expected.adc.largestInl : 0;
  const offsets = populationFindings(
    {
      values: adcs.map(({ offset }) => offset),
      standardErrors: adcs.map(({ offsetError }) => offsetError),
      commonError: survey.commonOffsetError.adc,
      commonDegreesOfFreedom: Infinity,
      // the drawn INL of a converter moves its code for 0 V too
      systematic: survey.systematicOffset.adc + drawnInl,
      count,
    },
    {
      name: 'adc.offset',
      spreadName: 'adc.offsetSpread',
      title: 'offset of the ADC: its code for 0 V',
      unit: 'LSB',
      checks: ['adc.offsetErrorLsb'],
      spreadChecks: ['adc.offsetSpreadLsbRms'],
      method: 'fine ramp of DAC 0 around 0 V, the offset of the DAC taken off by a second ratio of the gains',
    },
    { mean: spec.offsetErrorLsb + expected.adcAtZero, spread: spec.offsetSpreadLsbRms },
  );
  const percent = (gain: number): number => 100 * (gain - 1);
  const expectedGain = (1 + spec.gainErrorPctFs / 100) * expected.adc.gain ** -1;
  const gains = populationFindings(
    {
      values: adcs.map(({ gain }) => percent(gain)),
      standardErrors: adcs.map(({ gainError }) => 100 * gainError),
      commonError: reference === undefined ? 0 : 100 * reference.gainError,
      commonDegreesOfFreedom: reference?.degreesOfFreedom ?? Infinity,
      // the reference stands beside one half of the range of the DAC, where a bent line is steeper or flatter
      systematic: halfRange(converters, expected) + outerCodes(converters, survey, expected),
      count,
    },
    {
      name: 'adc.gain',
      spreadName: 'adc.gainSpread',
      title: 'gain error of the ADC',
      unit: '%',
      checks: ['adc.gainErrorPctFs'],
      spreadChecks: ['adc.gainSpreadPctFsRms'],
      method:
        reference === undefined
          ? 'slope of a loopback from DAC 0'
          : `slope of a loopback from DAC 0, whose gain a reference voltage at ${reference.points} readout gains shows`,
    },
    { mean: percent(expectedGain), spread: spec.gainSpreadPctFsRms },
  );
  if (reference === undefined) gains[0] = unreferenced(gains[0]!);
  return [...offsets, ...gains, adcNoise(survey, spec)];
}

/** In percent: what INL of the DAC may do to a gain that is found in half of its range. */
function halfRange({ dac }: ConverterBench, { dac: expected }: ExpectedBoth): number {
  return dac.carriesValues ? 0 : (100 * 3 * expected.largestInl) / dac.largest;
}

/** In percent: what INL of the ADC may do to the slope of a line that leaves out the codes beyond its offset. */
function outerCodes({ adc }: ConverterBench, { adcs }: Survey, expected: ExpectedBoth): number {
  if (adc.carriesValues) return 0;
  const furthest = adcs.reduce((most, { offset }) => Math.max(most, Math.abs(offset)), 0);
  return (100 * expected.adc.largestInl * (furthest + 1)) / adc.largest ** 2;
}

function unreferenced(finding: Finding): Finding {
  return {
    ...finding,
    evidence: notObservable(
      'without a reference voltage only the gain of DAC and ADC together shows: see loop.gain',
    ),
  };
}

function adcNoise({ near, dacs, reference, line }: Survey, spec: Quantized<'adc'>): Finding {
  const gain = dacs[0]!.gain;
  const levels = near.flatMap(({ noiseRms }) => [...noiseRms]);
  const perConverter = near.map(
    ({ noiseRms }) => noiseRms.reduce((sum, each) => sum + each, 0) / noiseRms.length,
  );
  const { mean, variance } = moments(perConverter.length >= 8 ? perConverter : levels);
  const count = perConverter.length >= 8 ? perConverter.length : levels.length;
  // the ramp is counted in steps of a DAC whose gain is known so well
  const ofGain = Math.hypot(line.gainError, reference?.gainError ?? 0);
  // where the reads of no step disagreed, noise may still have hidden between the steps
  const hidden = (Math.sqrt(Math.PI) * near[0]!.step * Math.log(1e6)) / (4 * levels.length);
  return {
    name: 'adc.noise',
    title: 'input-referred noise of the ADC, rms',
    unit: 'LSB',
    checks: ['adc.inputReferredNoiseLsbRms'],
    specified: { kind: 'value', value: spec.inputReferredNoiseLsbRms },
    evidence: estimated(
      gain * mean,
      Math.hypot(gain * Math.sqrt(variance / count), mean * ofGain),
      count - 1,
      {
        halfWidth: mean === 0 ? hidden : 0,
      },
    ),
    method: `code probability at ${levels.length} transition levels of ${near.length} converters, at fixed levels of the DAC`,
  };
}

function dacFindings(
  converters: ConverterBench,
  survey: Survey,
  spec: Quantized<'dac'>,
  expected: ExpectedBoth,
): Finding[] {
  const { dacs, reference } = survey;
  const count = converters.dac.count;
  const drawnInl = expected.dac.knowledge === 'drawn' ? expected.dac.largestInl : 0;
  const zoom = survey.zoomed[0]!.ratio;
  const offsets = populationFindings(
    {
      values: dacs.map(({ offset }) => offset),
      standardErrors: dacs.map(({ offsetError }) => offsetError),
      commonError: survey.commonOffsetError.dac,
      commonDegreesOfFreedom: Infinity,
      systematic:
        survey.systematicOffset.dac +
        drawnInl +
        (converters.adc.carriesValues ? 0 : expected.adc.largestInl / zoom),
      count,
    },
    {
      name: 'dac.offset',
      spreadName: 'dac.offsetSpread',
      title: 'offset of the DAC: its output for code 0',
      unit: 'LSB',
      checks: ['dac.offsetErrorLsb'],
      spreadChecks: ['dac.offsetSpreadLsbRms'],
      method: `ADC 0 zoomed in to ${zoom.toPrecision(3)} of its codes for one of the DAC`,
    },
    { mean: spec.offsetErrorLsb + expected.dacAtZero, spread: spec.offsetSpreadLsbRms },
  );
  const percent = (gain: number): number => 100 * (gain - 1);
  const gains = populationFindings(
    {
      values: dacs.map(({ gain }) => percent(gain)),
      standardErrors: dacs.map(({ gainError }) => 100 * gainError),
      commonError: reference === undefined ? 0 : 100 * reference.gainError,
      commonDegreesOfFreedom: reference?.degreesOfFreedom ?? Infinity,
      systematic: halfRange(converters, expected),
      count,
    },
    {
      name: 'dac.gain',
      spreadName: 'dac.gainSpread',
      title: 'gain error of the DAC',
      unit: '%',
      checks: ['dac.gainErrorPctFs'],
      spreadChecks: ['dac.gainSpreadPctFsRms'],
      method: 'slope of a loopback to ADC 0; DAC 0 beside the reference voltage, both read by ADC 0',
    },
    {
      mean: percent((1 + spec.gainErrorPctFs / 100) / expected.dac.gain),
      spread: spec.gainSpreadPctFsRms,
    },
  );
  if (reference === undefined) gains[0] = unreferenced(gains[0]!);
  return [...offsets, ...gains, fullScale(converters, gains[0]!, spec), dacNoise(survey, spec)];
}

function fullScale(converters: ConverterBench, gain: Finding, spec: Quantized<'dac'>): Finding {
  const largestGain = converters.capabilities.grids.driveGain.maximum;
  const ideal = largestGain * 2 ** spec.resolutionBits;
  const reachesAll = Math.abs(ideal / spec.fullScaleRangeV - 1) < 1e-6;
  return {
    name: 'dac.fullScaleRange',
    title: 'span of the DAC at the largest drive gain',
    unit: 'V',
    checks: ['dac.fullScaleRangeV'],
    ...(gain.specified?.kind === 'value' && {
      specified: { kind: 'value', value: spec.fullScaleRangeV * (1 + gain.specified.value / 100) } as const,
    }),
    evidence: reachesAll
      ? mapped(gain.evidence, (percent) => ideal * (1 + percent / 100))
      : notObservable(
          `the largest drive gain is ${largestGain} V a code, less than one LSB of the full-scale range`,
        ),
    method: 'gain of the DAC times the largest drive gain times 2^bits',
  };
}

/** Enough noise, in LSB of the ADC, for the codes to show its size. */
const visibleNoise = 0.4;

function dacNoise({ zoomed, adcs, reference }: Survey, spec: Quantized<'dac'>): Finding {
  const { ratio, updates, reads } = zoomed[0]!;
  const perLsb = ratio * adcs[0]!.gain;
  const inDacLsb = (zoom: DacNearZero): number => (zoom.ratio * adcs[0]!.gain) ** 2;
  // in LSB² of the DAC
  const variances = zoomed.flatMap((zoom) => [...zoom.updateVariances].map((each) => each / inDacLsb(zoom)));
  const variance = variances.reduce((sum, each) => sum + each, 0) / variances.length;
  const ofReads =
    zoomed.reduce((sum, zoom) => sum + zoom.readVariance / inDacLsb(zoom), 0) / zoomed.length / reads;
  const total = perLsb * Math.sqrt(Math.max(0, variance - ofReads) + ofReads * reads);
  const degreesOfFreedom = variances.length * (updates - 1);
  return {
    name: 'dac.noise',
    title: 'noise of the output of the DAC from update to update, rms',
    unit: 'LSB',
    checks: ['dac.outputNoiseLsbRms'],
    specified: { kind: 'value', value: spec.outputNoiseLsbRms },
    evidence:
      total >= visibleNoise
        ? scaledBy(rootOfVariance(variance, degreesOfFreedom, ofReads), reference)
        : bounded(
            0,
            visibleNoise / perLsb,
            `it shows ${total.toPrecision(2)} codes of the ADC with its own noise, and less than ${visibleNoise} may hide between two codes`,
          ),
    method: `updates to the same code, ADC 0 zoomed in to ${ratio.toPrecision(3)} of its codes for one of the DAC`,
  };
}

/** A size whose unit is known as well as a gain is. */
function scaledBy(size: Evidence, reference: Survey['reference']): Evidence {
  if (size.kind !== 'estimate' || reference === undefined) return size;
  const relative = reference.gainError / reference.gain;
  return {
    ...size,
    standardError: Math.hypot(size.standardError, size.value * relative),
    interval: (falseAlarm) => {
      const [low, high] = size.interval(falseAlarm / 2);
      const ofGain = studentBound(falseAlarm / 2, reference.degreesOfFreedom) * relative;
      return [low * Math.max(0, 1 - ofGain), high * (1 + ofGain)];
    },
  };
}

function loopGain({ line }: Survey, { dac, adc }: Bench['datasheet'], expected: ExpectedBoth): Finding {
  const errors = [dac, adc].map((spec) =>
    spec.kind === 'ideal'
      ? { gain: 0, spread: 0 }
      : { gain: spec.gainErrorPctFs, spread: spec.gainSpreadPctFsRms },
  );
  const product = errors.reduce((gain, error) => gain * (1 + error.gain / 100), 1);
  const reach = (spreadReach * product * Math.hypot(...errors.map(({ spread }) => spread))) / 100;
  const isStraight = [expected.adc, expected.dac].every(({ largestInl }) => largestInl === 0);
  return {
    name: 'loop.gain',
    title: 'gain of DAC 0 and ADC 0 together',
    unit: '',
    checks: [],
    ...(isStraight && { specified: { kind: 'range', low: product - reach, high: product + reach } as const }),
    evidence: estimated(line.gain, line.gainError, line.degreesOfFreedom),
    method: 'slope of a loopback',
  };
}

function populationCurves(name: 'adc' | 'dac', title: string, errors: readonly ConverterErrors[]): Curve[] {
  const x = errors.map(({ converter }) => converter);
  return [
    {
      name: `${name}.offsets`,
      title: `Offset of each ${title}`,
      xLabel: 'converter',
      yLabel: 'offset (LSB)',
      mark: 'points',
      series: [
        {
          label: 'measured',
          x,
          y: errors.map(({ offset }) => offset),
          standardError: errors.map(({ offsetError }) => offsetError),
        },
      ],
    },
    {
      name: `${name}.gains`,
      title: `Gain error of each ${title}`,
      xLabel: 'converter',
      yLabel: 'gain error (%)',
      mark: 'points',
      series: [
        {
          label: 'measured',
          x,
          y: errors.map(({ gain }) => 100 * (gain - 1)),
          standardError: errors.map(({ gainError }) => 100 * gainError),
        },
      ],
    },
  ];
}
