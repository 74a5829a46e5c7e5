import { TestInput } from '@thermoloop/protocol';
import type { Bench, Measurements } from '../bench.js';
import type { Curve } from '../curve.js';
import type { Finding } from '../figure.js';
import { calibrationOf } from '../calibration/calibration-of.js';
import type { CalibrationFile } from '../calibration/calibration-file.js';
import { constantFindings } from './constant-inputs.js';
import { ConverterBench } from './converter-bench.js';
import { expectedBoth } from './datasheet/expected-both.js';
import { driftFindings, waitForDriftS } from './drift.js';
import { dynamicFindings, hiddenLeaves } from './dynamic-findings.js';
import { exactLoop } from './exact-loop.js';
import { measureLinearity } from './measure-linearity.js';
import { pairsOf } from './pair.js';
import { sineFindings } from './sine-findings.js';
import { sourceQuality } from './source-quality.js';
import { staticFindings } from './static-findings.js';
import { surveyConverters, type Survey } from './survey.js';
import { conversionCosts } from './timing.js';
import { timingFindings } from './timing-findings.js';
import { toldFindings } from './told.js';

/** Converters whose offsets are measured twice, some time apart. */
const driftingConverters = 32;

/** What measuring the converters leaves, and the offsets and gains for a calibration where they showed. */
export interface ConverterMeasurements extends Measurements {
  readonly calibration?: CalibrationFile;
}

/**
 * Measures the converters of a device through its test points: offset, gain, INL, DNL, noise, SINAD, ENOB, settling,
 * spread, drift, times and energies, and what the device tells of itself. What no test point shows is not observable.
 * @throws DeviceError, InterruptedError
 */
export async function measureConverters(bench: Bench): Promise<ConverterMeasurements> {
  const converters = new ConverterBench(bench);
  const { datasheet } = bench;
  bench.onStage?.('converters: what the device tells');
  const findings: Finding[] = toldFindings(bench);
  const curves: Curve[] = [];
  const add = (result: {
    readonly findings: readonly Finding[];
    readonly curves?: readonly Curve[];
  }): void => {
    findings.push(...result.findings);
    curves.push(...(result.curves ?? []));
  };
  const input = converters.has(TestInput.LOOPBACK)
    ? 'loopback'
    : converters.has(TestInput.ZERO)
      ? 'zero'
      : converters.has(TestInput.REFERENCE)
        ? 'reference'
        : undefined;
  bench.onStage?.('converters: times and energies');
  add({
    findings: timingFindings(
      datasheet,
      input === undefined ? undefined : await conversionCosts(converters, input),
    ),
  });
  if (input !== 'loopback') {
    bench.onStage?.('converters: constant inputs');
    const constant = await constantFindings(converters);
    const known = new Set(constant.map(({ name }) => name));
    add({ findings: constant });
    const reason = 'the device has no loopback from a DAC to an ADC';
    add({ findings: hiddenLeaves(datasheet, reason).filter(({ name }) => !known.has(name)) });
    return { findings, curves };
  }
  if (converters.dac.carriesValues && converters.adc.carriesValues) {
    add({ findings: await exactLoop(converters) });
    return { findings, curves };
  }
  const expected = expectedBoth(datasheet);
  bench.onStage?.('converters: offsets, gains and noise of each');
  const survey = await surveyConverters(converters);
  const surveyedPs = bench.clock.nowPs;
  add(staticFindings(converters, survey, expected));
  const pairOf = pairsOf(converters, survey);
  if (!responds(survey)) {
    const reason = `ADC 0 does not follow DAC 0: the slope of the loopback is ${survey.line.gain.toPrecision(2)}`;
    const known = new Set(findings.flatMap(({ checks }) => checks));
    add({ findings: hiddenLeaves(datasheet, reason).filter(({ checks }) => !known.has(checks[0]!)) });
    return { findings, curves };
  }
  const quality = sourceQuality(converters, expected);
  bench.onStage?.('converters: INL and DNL');
  add(await measureLinearity(converters, pairOf, expected, quality));
  bench.onStage?.('converters: sine');
  add(await sineFindings(converters, pairOf, { better: quality.better, survey }));
  bench.onStage?.('converters: settling');
  add(await dynamicFindings(converters, pairOf));
  bench.onStage?.('converters: drift');
  let later: { survey: Survey; afterS: number } | undefined;
  if (converters.capabilities.simulation.time) {
    bench.clock.work(BigInt(Math.round(waitForDriftS(datasheet) * 1e12)));
    const again = await surveyConverters(converters, driftingConverters);
    later = { survey: again, afterS: Number(bench.clock.nowPs - surveyedPs) / 1e12 };
  }
  add({ findings: driftFindings(converters, survey, later) });
  const calibration = calibrationOf(converters, survey);
  return { findings, curves, ...(calibration && { calibration }) };
}

/** Whether the loopback carries anything. */
function responds({ line }: Survey): boolean {
  return Math.abs(line.gain) > 0.05 && Math.abs(line.gain) > 8 * line.gainError;
}
