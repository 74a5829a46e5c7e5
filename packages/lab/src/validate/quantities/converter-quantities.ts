import type { Quantity } from './quantity.js';

type Entry = readonly [suffix: string, title: string, unit: string];

const ofBoth: readonly Entry[] = [
  ['offset', 'offset', 'LSB'],
  ['offsetSpread', 'offset, spread from converter to converter, rms', 'LSB'],
  ['gain', 'gain error', '%'],
  ['gainSpread', 'gain error, spread from converter to converter, rms', '%'],
  ['noise', 'noise, rms', 'LSB'],
  ['inl', 'largest INL', 'LSB'],
  ['dnl', 'largest DNL', 'LSB'],
  ['drift', 'slow drift of the offset, rms over converters', 'LSB/s'],
  ['energyPerConversion', 'energy of a conversion', 'J'],
];

const ofAdc: readonly Entry[] = [
  ['missingCodes', 'codes that it misses', ''],
  ['sinad', 'SINAD', 'dB'],
  ['enob', 'ENOB', 'bit'],
  ['snr', 'SNR', 'dB'],
  ['sfdr', 'SFDR', 'dB'],
  ['thd', 'THD', 'dB'],
  ['memory', 'share of the sample before that it keeps', ''],
  ['sampleInterval', 'acquisition and conversion', 's'],
  ['latency', 'pipeline', 's'],
];

const ofDac: readonly Entry[] = [
  ['fullScaleRange', 'span at the largest drive gain', 'V'],
  ['settlingTime', 'settling time, full scale to half an LSB', 's'],
  ['updateTime', 'conversion and pipeline', 's'],
];

const ofLoop: readonly Entry[] = [
  ['gain', 'gain of DAC 0 and ADC 0 together', ''],
  ['enob', 'ENOB of DAC and ADC together', 'bit'],
  ['inl', 'largest INL of DAC and ADC together', 'LSB'],
  ['dnl', 'largest DNL of DAC and ADC together', 'LSB'],
];

/** Figures of the converters, as `characterize` measures them through the test points. */
export const converterQuantities: readonly Quantity[] = [
  ...named('adc', 'ADC: ', [...ofBoth, ...ofAdc]),
  ...named('dac', 'DAC: ', [...ofBoth, ...ofDac]),
  ...named('loop', '', ofLoop),
];

function named(name: string, subject: string, entries: readonly Entry[]): Quantity[] {
  return entries.map(([suffix, title, unit]) => ({
    name: `${name}.${suffix}`,
    title: `${subject}${title}`,
    unit,
    measuredBy: 'converters',
  }));
}
