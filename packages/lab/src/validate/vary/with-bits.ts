import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Changes } from './changed-subject.js';

export type Converter = 'adc' | 'dac' | 'coupling';

type Grid = ChipSpec['array']['leak'];

/** Gains that are told per code, and how their volts (or strengths) go with the size of a code. */
const gainsOf: Readonly<
  Record<Converter, readonly { path: string; unit: string; power: number; of: (spec: ChipSpec) => Grid }[]>
> = {
  adc: [{ path: 'readout.gain', unit: ' V', power: 1, of: ({ readout }) => readout.gain }],
  dac: [
    { path: 'array.driveGain', unit: ' V', power: 1, of: ({ array }) => array.driveGain },
    { path: 'array.startGain', unit: ' V', power: 1, of: ({ array }) => array.startGain },
  ],
  // BᵀSB of full-scale codes
  coupling: [{ path: 'array.couplingGain', unit: '', power: 3, of: ({ array }) => array.couplingGain }],
};

/**
 * Changes that give a converter other bits and leave it its span: gains per code grow as the number of codes falls. What
 * the finer gains reached is still reached.
 * @returns undefined of a converter that has no bits
 */
export function withBits(spec: ChipSpec, converter: Converter, bits: number): Changes | undefined {
  const old = spec[converter];
  if (old.kind !== 'quantized') return undefined;
  const changes: Record<string, number | string> = { [`chip.${converter}.resolutionBits`]: bits };
  for (const { path, unit, power, of } of gainsOf[converter]) {
    const ratio = 2 ** (power * (old.resolutionBits - bits));
    const grid = of(spec);
    const set = (field: string, value: number, scaled: boolean): void => {
      if (scaled) changes[`chip.${path}.${field}`] = unit === '' ? value * ratio : `${value * ratio}${unit}`;
    };
    if (grid.kind === 'fixed') set('value', grid.value, true);
    else {
      // fewer codes: the largest gain grows; more: the smallest falls, and the largest, which is one code of the converter
      set('minimum', grid.minimum, ratio < 1);
      set('maximum', grid.maximum, ratio > 1 || converter === 'dac');
      if (grid.kind === 'linear') set('step', grid.step, ratio < 1);
    }
  }
  return changes;
}
