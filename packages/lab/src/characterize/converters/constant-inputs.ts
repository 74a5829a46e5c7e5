import { TestInput } from '@thermoloop/protocol';
import { levelNoise } from '../analysis/level-noise.js';
import type { Finding } from '../figure.js';
import { bounded, estimated, spreadOf } from '../statistics/evidence.js';
import { sampleOf, type ConverterBench } from './converter-bench.js';
import { meansOf } from './means.js';
import { referenceGain } from './reference-gain.js';

const reads = 1024;
const mostConverters = 64;

/** What 0 V and a reference voltage say of ADCs without a DAC to drive them. */
export async function constantFindings(converters: ConverterBench): Promise<Finding[]> {
  const { adc } = converters.bench.datasheet;
  if (adc.kind === 'ideal') return [];
  const findings: Finding[] = [];
  const some = sampleOf(converters.adc.count, mostConverters);
  if (converters.has(TestInput.ZERO)) {
    await converters.setRatio(1);
    const { codes } = await converters.constant('zero', 0, reads);
    const noise = levelNoise(codes);
    const mean = meansOf(codes, codes.length)[0]!;
    findings.push({
      name: 'adc.offset',
      title: 'offset of the ADC: its code for 0 V',
      unit: 'LSB',
      checks: ['adc.offsetErrorLsb'],
      specified: {
        kind: 'range',
        low: adc.offsetErrorLsb - 7 * adc.offsetSpreadLsbRms,
        high: adc.offsetErrorLsb + 7 * adc.offsetSpreadLsbRms,
      },
      evidence:
        noise === undefined
          ? bounded(
              Math.floor(mean) - 0.5,
              Math.ceil(mean) + 0.5,
              'its noise is too small to see between two codes',
            )
          : estimated(noise.mean, noise.meanError),
      method: `${codes.length} reads of 0 V by ADC 0`,
    });
    if (noise !== undefined) {
      findings.push({
        name: 'adc.noise',
        title: 'input-referred noise of the ADC, rms',
        unit: 'LSB',
        checks: ['adc.inputReferredNoiseLsbRms'],
        specified: { kind: 'value', value: adc.inputReferredNoiseLsbRms },
        evidence: estimated(noise.rms, noise.rmsError),
        method: `${codes.length} reads of 0 V by ADC 0`,
      });
    }
  }
  if (converters.has(TestInput.REFERENCE)) {
    const gains = [];
    for (const converter of some) {
      const found = await referenceGain(converters, converter, { reads: 64, expectedGain: 1 });
      if (found !== undefined) gains.push(found);
    }
    const first = gains[0];
    if (first !== undefined) {
      findings.push({
        name: 'adc.gain',
        title: 'gain error of the ADC',
        unit: '%',
        checks: ['adc.gainErrorPctFs'],
        specified: {
          kind: 'range',
          low: adc.gainErrorPctFs - 7 * adc.gainSpreadPctFsRms,
          high: adc.gainErrorPctFs + 7 * adc.gainSpreadPctFsRms,
        },
        evidence: estimated(100 * (first.gain - 1), 100 * first.gainError, first.degreesOfFreedom),
        method: `reference voltage at ${first.points} readout gains through ADC 0`,
      });
      if (gains.length > 1) {
        findings.push({
          name: 'adc.gainSpread',
          title: 'gain error of the ADC: spread from converter to converter, rms',
          unit: '%',
          checks: ['adc.gainSpreadPctFsRms'],
          specified: { kind: 'value', value: adc.gainSpreadPctFsRms },
          evidence: spreadOf(
            gains.map(({ gain }) => 100 * gain),
            (100 * first.gainError) ** 2,
          ),
          method: `reference voltage through ${gains.length} ADCs`,
        });
      }
    }
  }
  return findings;
}
