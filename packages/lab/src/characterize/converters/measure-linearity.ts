import type { Curve } from '../curve.js';
import type { Finding } from '../figure.js';
import { notObservable } from '../statistics/evidence.js';
import { sampleOf, type ConverterBench } from './converter-bench.js';
import { expectedOfDac, expectedOfLoop } from './datasheet/expected-linearity.js';
import { adcLevels } from './levels-of-adc.js';
import { loopLevels } from './levels-of-loop.js';
import { linearityFindings, type MeasuredLevels } from './linearity-findings.js';
import type { PairOf } from './pair.js';
import { bitsBetter, type SourceQuality } from './source-quality.js';
import type { ExpectedBoth } from './static-findings.js';

/** Converters whose every level is measured. */
const sampled = 3;
/** Codes of a DAC that are measured at most. */
const mostDacCodes = 2 ** 14;
/** Codes of a loop of which neither converter is the better one: a few thousand show the curve. */
const mostLoopCodes = 2049;

/** INL and DNL of what the better converter of the loopback shows, or of both together where neither is better. */
export async function measureLinearity(
  converters: ConverterBench,
  pairOf: PairOf,
  expected: ExpectedBoth,
  quality: SourceQuality,
): Promise<{ findings: Finding[]; curves: Curve[] }> {
  const results = [await visible(converters, pairOf, expected, quality)];
  const findings = results.flatMap((result) => result.findings);
  const { adc, dac } = converters.bench.datasheet;
  const seen = new Set(findings.map(({ name }) => name));
  if (adc.kind === 'quantized' && !seen.has('adc.inl')) {
    findings.push(
      ...hidden('adc', 'ADC', quality.adcHidden ?? 'the DAC does not span the range of the ADC at any gain'),
    );
  }
  if (dac.kind === 'quantized' && !seen.has('dac.inl')) {
    findings.push(
      ...hidden('dac', 'DAC', quality.dacHidden ?? 'the ADC does not span the range of the DAC at any gain'),
    );
  }
  return { findings, curves: results.flatMap(({ curves }) => curves) };
}

function hidden(name: string, title: string, reason: string): Finding[] {
  return [
    ['inl', 'largest INL'],
    ['dnl', 'largest DNL'],
  ].map(([suffix, words]) => ({
    name: `${name}.${suffix}`,
    title: `${words} of the ${title}`,
    unit: 'LSB',
    checks: [`${name}.inl`],
    evidence: notObservable(reason),
    method: `loopback; a source or a meter has to be ${bitsBetter} bits better`,
  }));
}

async function visible(
  converters: ConverterBench,
  pairOf: PairOf,
  expected: ExpectedBoth,
  { better }: SourceQuality,
): Promise<{ findings: Finding[]; curves: Curve[] }> {
  switch (better) {
    case 'dac':
      return ofAdc(converters, pairOf, expected);
    case 'adc':
      return ofDac(converters, pairOf, expected);
    case 'neither':
      return ofLoop(converters, pairOf, expected);
  }
}

async function ofAdc(converters: ConverterBench, pairOf: PairOf, expected: ExpectedBoth) {
  const measured: MeasuredLevels[] = [];
  let step = 0;
  for (const adc of sampleOf(converters.adc.count, sampled)) {
    const levels = await adcLevels(converters, { dac: 0, adc }, pairOf(0, adc));
    if (levels === undefined) return { findings: [], curves: [] };
    step = levels.step;
    const ofSource = expected.dac.largestInl * levels.step;
    measured.push({ ...levels, channel: adc, systematic: levels.systematic + ofSource, isComplete: true });
  }
  return linearityFindings(measured, expected.adc, {
    name: 'adc',
    title: 'ADC',
    checks: ['adc.inl'],
    unit: 'LSB',
    xLabel: 'transition level (LSB)',
    method: `ramp of DAC 0 in steps of ${step.toPrecision(2)} LSB`,
  });
}

async function ofDac(converters: ConverterBench, pairOf: PairOf, expected: ExpectedBoth) {
  const measured: MeasuredLevels[] = [];
  for (const dac of sampleOf(converters.dac.count, sampled)) {
    const pair = pairOf(dac, 0);
    const found = await loopLevels(converters, { dac, adc: 0, mostCodes: mostDacCodes }, pair);
    const perLsb = found.ratio * Math.abs(pair.gain);
    measured.push({
      channel: dac,
      levels: found.means.map((mean) => mean / perLsb),
      ideal: found.codes,
      standardErrors: found.standardErrors.map((error) => error / perLsb),
      systematic: (found.systematic + (converters.adc.carriesValues ? 0 : expected.adc.largestInl)) / perLsb,
      isComplete: found.isComplete,
    });
  }
  const { dac } = converters.bench.datasheet;
  return linearityFindings(measured, expectedOfDac(dac, measured[0]!.ideal), {
    name: 'dac',
    title: 'DAC',
    checks: ['dac.inl'],
    unit: 'LSB',
    xLabel: 'code',
    method: `${measured[0]!.ideal.length} codes read by ADC 0`,
  });
}

async function ofLoop(converters: ConverterBench, pairOf: PairOf, { adcLevels: levelsOf }: ExpectedBoth) {
  const { dac, adc } = converters.bench.datasheet;
  const measured: MeasuredLevels[] = [];
  let codes: ArrayLike<number> = [];
  let ratio = 1;
  const dacs = sampleOf(converters.dac.count, sampled);
  for (const [i, channel] of sampleOf(converters.adc.count, sampled).entries()) {
    const source = dacs[Math.min(i, dacs.length - 1)]!;
    const found = await loopLevels(
      converters,
      { dac: source, adc: channel, mostCodes: mostLoopCodes },
      pairOf(source, channel),
    );
    ({ codes, ratio } = found);
    measured.push({
      channel,
      levels: found.means,
      ideal: found.codes.map((code) => code * found.ratio),
      standardErrors: found.standardErrors,
      systematic: found.systematic,
      isComplete: false,
    });
  }
  return linearityFindings(measured, expectedOfLoop(dac, adc, levelsOf, codes, ratio), {
    name: 'loop',
    title: 'DAC and the ADC together',
    checks: [],
    unit: 'LSB',
    xLabel: 'input (LSB of the ADC)',
    method: `${codes.length} codes of the DAC, in LSB of the ADC`,
  });
}
