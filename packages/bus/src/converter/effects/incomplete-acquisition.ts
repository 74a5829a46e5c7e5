import type { z } from 'zod';
import { quantity } from '../../spec/quantity.js';
import { placeOf } from '../conversion.js';
import type { ConverterEffect } from './effect.js';

/** Memory of a track-and-hold: sample' = (1 − m)·sample + m·(sample' before), m = e^{−acquisition time/τ}. */
export const incompleteAcquisitionFields = {
  inputTimeConstantS: quantity('s')
    .prefault('0 s')
    .describe(
      'of the track-and-hold: a sample keeps e^{−acquisitionTimeS/inputTimeConstantS} of the one before it on the same converter',
    ),
};

/**
 * Each converter begins every conversion of an array with its capacitor at 0 V, so that what it remembers is a
 * sample of the same array. Undefined if the time constant is zero.
 */
export function incompleteAcquisition({
  acquisitionTimeS,
  inputTimeConstantS,
  converters,
}: {
  readonly acquisitionTimeS: number;
  readonly inputTimeConstantS: number;
  readonly converters: number;
}): ConverterEffect | undefined {
  if (inputTimeConstantS === 0) return undefined;
  const kept = Math.exp(-acquisitionTimeS / inputTimeConstantS);
  const taken = -Math.expm1(-acquisitionTimeS / inputTimeConstantS);
  return (conversion) => {
    const held = new Float64Array(converters);
    return (chunk, first) => {
      const { start, stride } = placeOf(conversion, first, converters);
      let converter = start;
      for (let i = 0; i < chunk.length; i++) {
        const sample = taken * (chunk[i] as number) + kept * (held[converter] as number);
        held[converter] = sample;
        chunk[i] = sample;
        converter += stride;
        if (converter === converters) converter = 0;
      }
    };
  };
}

/** Refuses a track-and-hold that is given no time to acquire anything. */
export function checkAcquisition({
  value,
  issues,
}: z.core.ParsePayload<{ readonly acquisitionTimeS: number; readonly inputTimeConstantS: number }>): void {
  if (value.inputTimeConstantS === 0 || value.acquisitionTimeS > 0) return;
  issues.push({
    code: 'custom',
    message: 'expected a time above 0 where there is an inputTimeConstantS',
    path: ['acquisitionTimeS'],
    input: value.acquisitionTimeS,
  });
}
