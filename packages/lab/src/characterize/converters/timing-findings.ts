import type { Bench } from '../bench.js';
import type { Finding } from '../figure.js';
import { estimated, notObservable } from '../statistics/evidence.js';
import type { ConversionCosts } from './timing.js';

const reported = 'as the device reports it, between measurements of different length';
/** Stages end on whole picoseconds. */
const resolutionS = 1e-12;

/** Times and energies of conversions. @param costs absent where there is no test point to measure at */
export function timingFindings(datasheet: Bench['datasheet'], costs: ConversionCosts | undefined): Finding[] {
  const { adc, dac } = datasheet;
  const noInput = 'the device has no test point, so no conversion can be timed by itself';
  const noLoop = 'the device has no loopback, so no update of a DAC can be timed by itself';
  const findings: Finding[] = [];
  const figure = (
    name: string,
    title: string,
    unit: string,
    checks: readonly string[],
    specified: number,
    value: number | undefined,
    why: string,
    resolution: number,
  ): void => {
    findings.push({
      name,
      title,
      unit,
      checks,
      specified: { kind: 'value', value: specified },
      evidence:
        value === undefined ? notObservable(why) : estimated(value, 0, Infinity, { halfWidth: resolution }),
      method: reported,
    });
  };
  if (adc.kind === 'quantized') {
    const interval = adc.acquisitionTimeS + adc.conversionTimeS;
    figure(
      'adc.sampleInterval',
      'acquisition and conversion of the ADC',
      's',
      ['adc.acquisitionTimeS', 'adc.conversionTimeS'],
      interval,
      costs?.adcIntervalS,
      noInput,
      resolutionS,
    );
    figure(
      'adc.latency',
      'pipeline of the ADC',
      's',
      ['adc.latencyS'],
      adc.latencyS,
      costs?.adcLatencyS,
      noInput,
      2 * resolutionS,
    );
    figure(
      'adc.energyPerConversion',
      'energy of a conversion of the ADC',
      'J',
      ['adc.energyPerConversionJ'],
      adc.energyPerConversionJ,
      costs?.adcEnergyJ,
      noInput,
      1e-9 * adc.energyPerConversionJ,
    );
  }
  if (dac.kind === 'quantized') {
    figure(
      'dac.updateTime',
      'conversion and pipeline of the DAC',
      's',
      ['dac.conversionTimeS', 'dac.latencyS'],
      dac.conversionTimeS + dac.latencyS,
      costs?.dacUpdateS,
      noLoop,
      resolutionS,
    );
    figure(
      'dac.energyPerConversion',
      'energy of a conversion of the DAC',
      'J',
      ['dac.energyPerConversionJ'],
      dac.energyPerConversionJ,
      costs?.dacEnergyJ,
      noLoop,
      1e-9 * dac.energyPerConversionJ,
    );
  }
  return findings;
}
