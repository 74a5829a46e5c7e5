import type { RandomStream } from '@thermoloop/sim-kernel';
import { number } from '../../spec/number.js';
import { placeOf, type Place } from '../conversion.js';
import type { ConverterEffect } from './effect.js';

/** Offset and gain: value' = value·(1 + gain) + offset, in LSB. */
export const staticErrorFields = {
  offsetErrorLsb: number().default(0).describe('output for an input of zero, every converter alike'),
  gainErrorPctFs: number({ above: -100 })
    .default(0)
    .describe(
      'how much the output span exceeds the ideal one, in percent of full scale, every converter alike',
    ),
  offsetSpreadLsbRms: number({ atLeast: 0 })
    .default(0)
    .describe('spread of the offset from converter to converter'),
  gainSpreadPctFsRms: number({ atLeast: 0 })
    .default(0)
    .describe('spread of the gain error from converter to converter'),
};

export interface StaticErrorSpec {
  readonly offsetErrorLsb: number;
  readonly gainErrorPctFs: number;
  readonly offsetSpreadLsbRms: number;
  readonly gainSpreadPctFsRms: number;
  readonly converters: number;
}

/**
 * Value i goes through converter i mod `converters`. Its offset and gain are the spec's values plus what the
 * instance stream draws for it; undefined if all of that is zero.
 */
export function staticError(spec: StaticErrorSpec, instance: RandomStream): ConverterEffect | undefined {
  const gain = 1 + spec.gainErrorPctFs / 100;
  const offset = spec.offsetErrorLsb;
  if (spec.offsetSpreadLsbRms > 0 || spec.gainSpreadPctFsRms > 0) {
    const offsets = spread(instance.child('offset'), spec.converters, offset, spec.offsetSpreadLsbRms);
    const gains = spread(instance.child('gain'), spec.converters, gain, spec.gainSpreadPctFsRms / 100);
    return (conversion) => (chunk, first) =>
      applyEach(chunk, placeOf(conversion, first, gains.length), gains, offsets);
  }
  if (gain === 1 && offset === 0) return undefined;
  return () => (chunk) => {
    for (let i = 0; i < chunk.length; i++) chunk[i] = (chunk[i] as number) * gain + offset;
  };
}

function spread(stream: RandomStream, count: number, mean: number, rms: number): Float64Array {
  const values = new Float64Array(count);
  stream.fillNormal(values);
  return values.map((deviate) => mean + rms * deviate);
}

function applyEach(
  chunk: Float64Array,
  { start, stride }: Place,
  gains: Float64Array,
  offsets: Float64Array,
): void {
  let converter = start;
  for (let i = 0; i < chunk.length; i++) {
    chunk[i] = (chunk[i] as number) * (gains[converter] as number) + (offsets[converter] as number);
    converter += stride;
    if (converter === gains.length) converter = 0;
  }
}
