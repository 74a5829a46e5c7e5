import type { FlagTexts } from '@thermoloop/lab';

export interface Variant {
  readonly title: string;
  readonly flags: FlagTexts;
}

const cnn: FlagTexts = { workload: 'mnist-cnn' };

/** Each chip with the largest mini-batch that its rows take, at most 64; small ones in tiles. */
export const chips: readonly Variant[] = [
  { title: 'reference', flags: { ...cnn, chip: 'reference' } },
  { title: 'low-precision', flags: { ...cnn, chip: 'low-precision' } },
  { title: 'tngd-paper', flags: { ...cnn, chip: 'tngd-paper' } },
  {
    title: 'ibm-hermes-core, 25 examples, tiled',
    flags: { ...cnn, chip: 'ibm-hermes-core', batch: '25', tile: 'true' },
  },
  {
    title: 'discrete-board, 6 examples, tiled',
    flags: { ...cnn, chip: 'discrete-board', batch: '6', tile: 'true' },
  },
];

const changed = (title: string, ...set: readonly string[]): Variant => ({
  title,
  flags: { ...cnn, chip: 'reference', set: [...set] },
});

const converters = (count: number): string[] => [
  `chip.dac.converters=${count}`,
  `chip.adc.converters=${count}`,
];

/** One thing changed of the reference chip. */
export const changes: readonly Variant[] = [
  changed('as it is'),
  changed('couplings of 4 bits', 'chip.coupling.resolutionBits=4'),
  changed('couplings of 16 bits', 'chip.coupling.resolutionBits=16'),
  changed('ADC of 4 bits', 'chip.adc.resolutionBits=4'),
  changed('ADC of 12 bits', 'chip.adc.resolutionBits=12'),
  changed('16 converters', ...converters(16)),
  changed('1 converter', ...converters(1)),
  changed('1 µs a row of couplings', 'chip.coupling.writeTimeS=1 us'),
  { title: 'empirical Fisher: 64 rows', flags: { ...cnn, chip: 'reference', curvature: 'empirical-fisher' } },
  changed('500 Gbit/s', 'chip.link.bandwidthBitPerS=500 Gbit/s'),
  changed('5 Tbit/s', 'chip.link.bandwidthBitPerS=5 Tbit/s'),
  changed('5 Tbit/s, 16 converters', 'chip.link.bandwidthBitPerS=5 Tbit/s', ...converters(16)),
  changed('5 Tbit/s, 1 converter', 'chip.link.bandwidthBitPerS=5 Tbit/s', ...converters(1)),
];
