import type { Curve } from '../curve.js';
import type { Evidence, Finding, Specified } from '../figure.js';
import { estimated, notObservable } from '../statistics/evidence.js';
import { worstOfEvidence } from '../statistics/peak-evidence.js';
import { sampleOf, type ConverterBench } from './converter-bench.js';
import { expectedSine } from './datasheet/expected-sine.js';
import type { PairOf } from './pair.js';
import { harmonics, sineFigures, sineTest, type SineFigures, type SineTest } from './sine-test.js';
import type { BetterConverter } from './source-quality.js';
import type { Survey } from './survey.js';

const sampled = 2;

interface Taken {
  readonly adc: number;
  readonly test: SineTest;
  readonly figures: SineFigures;
}

/** SINAD, ENOB, SNR, THD and SFDR by a sine of DAC codes, named after the converter that limits them. */
export async function sineFindings(
  converters: ConverterBench,
  pairOf: PairOf,
  { better, survey }: { readonly better: BetterConverter; readonly survey: Survey },
): Promise<{ findings: Finding[]; curves: Curve[] }> {
  const taken: Taken[] = [];
  for (const adc of sampleOf(converters.adc.count, sampled)) {
    const test = await sineTest(converters, { dac: 0, adc }, pairOf(0, adc));
    if (test === undefined) break;
    try {
      taken.push({ adc, test, figures: sineFigures(test, scaleOf(converters, test, better, pairOf)) });
    } catch (error) {
      if (error instanceof RangeError) return { findings: [unheard(error.message)], curves: [] };
      throw error;
    }
  }
  if (taken.length === 0)
    return { findings: [unheard('the range of the ADC leaves no room for a sine')], curves: [] };
  const expected = taken.map(({ adc, test }) => {
    const pair = pairOf(0, adc);
    const offset = survey.adcs.find(({ converter }) => converter === adc)?.offset ?? survey.adcs[0]!.offset;
    return expectedSine(
      converters.bench.datasheet,
      test,
      { gain: pair.gain, offset },
      scaleOf(converters, test, better, pairOf),
    );
  });
  return {
    findings: findingsOf(taken, expected, better, converters),
    curves: [spectrumOf(taken)],
  };
}

/** Full scale in LSB of the ADC: its own, or that of the DAC where the DAC is what is measured. */
function scaleOf(
  converters: ConverterBench,
  { ratio }: SineTest,
  better: BetterConverter,
  pairOf: PairOf,
): number {
  return better === 'adc'
    ? 2 ** converters.dac.bits * ratio * Math.abs(pairOf(0, 0).gain)
    : 2 ** converters.adc.bits;
}

function unheard(reason: string): Finding {
  return {
    name: 'loop.enob',
    title: 'ENOB of the loopback',
    unit: 'bit',
    checks: [],
    evidence: notObservable(reason),
    method: 'sine of DAC codes',
  };
}

const subjects = { dac: 'adc', adc: 'dac', neither: 'loop' } as const;
const subjectTitles = { adc: 'ADC', dac: 'DAC', loop: 'DAC and the ADC together' } as const;

function findingsOf(
  taken: readonly Taken[],
  expected: readonly { sinadDb: Specified; enobBits: Specified }[],
  better: BetterConverter,
  converters: ConverterBench,
): Finding[] {
  const subject = subjects[better];
  const title = subjectTitles[subject];
  const { test } = taken[0]!;
  const method = `sine of DAC 0, ${test.records.length} coherent records of ${test.samples} samples with ${test.cycles} cycles, amplitude ${taken[0]!.figures.amplitude.toPrecision(4)} LSB of the ADC; ADCs ${taken.map(({ adc }) => adc).join(', ')}`;
  const decibels = ({ powerError }: SineFigures): number => (10 / Math.LN10) * powerError;
  const bits = ({ powerError }: SineFigures): number => powerError / (2 * Math.LN2);
  const figure = (
    suffix: string,
    words: string,
    unit: string,
    of: (figures: SineFigures) => number,
    error: (figures: SineFigures) => number,
    specified: Specified | undefined,
    note = '',
  ): Finding => ({
    name: `${subject}.${suffix}`,
    title: `${words} of the ${title}`,
    unit,
    checks: [],
    ...(specified && { specified }),
    evidence: worstOfEvidence(
      taken.map(({ figures }) => estimated(of(figures), error(figures))),
      'smallest',
    ),
    method: method + note,
  });
  const findings = [
    figure(
      'sinad',
      'SINAD',
      'dB',
      ({ sinadDb }) => sinadDb,
      decibels,
      widest(expected.map(({ sinadDb }) => sinadDb)),
    ),
    figure(
      'enob',
      'ENOB',
      'bit',
      ({ enobBits }) => enobBits,
      bits,
      widest(expected.map(({ enobBits }) => enobBits)),
      '; log2(FSR/(rms·√12))',
    ),
    figure(
      'snr',
      'SNR',
      'dB',
      ({ snrDb }) => snrDb,
      decibels,
      undefined,
      `; without harmonics 2 to ${harmonics}`,
    ),
    figure('sfdr', 'SFDR', 'dBc', ({ sfdrDbc }) => sfdrDbc, decibels, undefined),
  ];
  if (taken.every(({ figures }) => figures.thdDb !== undefined)) {
    const largest = (evidences: Evidence[]): Evidence => worstOfEvidence(evidences, 'largest');
    findings.push({
      ...figure('thd', 'THD', 'dB', () => 0, decibels, undefined, `; harmonics 2 to ${harmonics}`),
      evidence: largest(
        taken.map(({ figures }) =>
          // the noise in so few bins scatters as χ² with two degrees of freedom a bin and record
          estimated(figures.thdDb!, 10 / Math.LN10 / Math.sqrt((harmonics - 1) * test.records.length)),
        ),
      ),
    });
  }
  return subject === 'adc' ? findings : [...findings, ...boundedEnob(taken, subject, converters, bits)];
}

/** Whatever the ADC adds, it is no more than all there is. */
function boundedEnob(
  taken: readonly Taken[],
  subject: 'dac' | 'loop',
  converters: ConverterBench,
  bits: (figures: SineFigures) => number,
): Finding[] {
  const { figures } = taken[0]!;
  const enob = Math.log2(2 ** converters.adc.bits / Math.sqrt(12) / figures.nadRms);
  const least = estimated(enob, bits(figures));
  if (least.kind !== 'estimate' || converters.adc.carriesValues) return [];
  return [
    {
      name: 'adc.enob',
      title: 'ENOB of the ADC',
      unit: 'bit',
      checks: [],
      evidence: {
        kind: 'bounded',
        interval: (falseAlarm) => [least.interval(falseAlarm)[0], Infinity],
        reason: `noise and distortion of the DAC are in it: see ${subject}.enob`,
      },
      method: 'noise and distortion of the loopback against the full scale of the ADC',
    },
  ];
}

/** What covers all of several ranges. */
function widest(all: readonly Specified[]): Specified | undefined {
  const ranges = all.filter((each) => each.kind === 'range');
  if (ranges.length === 0) return undefined;
  return {
    kind: 'range',
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
  };
}

function spectrumOf(taken: readonly Taken[]): Curve {
  return {
    name: 'loop.spectrum',
    title: 'Spectrum of a sine through DAC and ADC',
    xLabel: 'frequency (cycles a sample)',
    yLabel: 'power (dB of the sine)',
    mark: 'line',
    series: taken.map(({ adc, figures: { first } }) => {
      const { power, samples } = first.spectrum;
      const signal = power[first.bin]!;
      const bins = Array.from({ length: power.length - 1 }, (_, i) => i + 1).filter((bin) => power[bin]! > 0);
      return {
        label: `ADC ${adc}`,
        x: bins.map((bin) => bin / samples),
        y: bins.map((bin) => 10 * Math.log10(power[bin]! / signal)),
      };
    }),
  };
}
