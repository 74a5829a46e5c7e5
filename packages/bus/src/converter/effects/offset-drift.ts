import type { RandomStream } from '@thermoloop/sim-kernel';
import { number } from '../../spec/number.js';
import { placeOf } from '../conversion.js';
import type { ConverterEffect } from './effect.js';

/** Slow drift of the offset: value' = value + rate·atS, in LSB. */
export const offsetDriftFields = {
  offsetDriftLsbPerS: number({ atLeast: 0 })
    .default(0)
    .describe('slow drift: spread of the rates, one a converter, at which offsets move from time 0 on'),
};

/** One rate a converter, of rms `offsetDriftLsbPerS`, drawn from the instance; undefined if it is zero. */
export function offsetDrift(
  { offsetDriftLsbPerS, converters }: { readonly offsetDriftLsbPerS: number; readonly converters: number },
  instance: RandomStream,
): ConverterEffect | undefined {
  if (offsetDriftLsbPerS === 0) return undefined;
  const rates = new Float64Array(converters);
  instance.child('offset drift').fillNormal(rates);
  return (conversion) => (chunk, first) => {
    const perDeviate = offsetDriftLsbPerS * conversion.atS;
    const { start, stride } = placeOf(conversion, first, converters);
    let converter = start;
    for (let i = 0; i < chunk.length; i++) {
      chunk[i] = (chunk[i] as number) + perDeviate * (rates[converter] as number);
      converter += stride;
      if (converter === converters) converter = 0;
    }
  };
}
