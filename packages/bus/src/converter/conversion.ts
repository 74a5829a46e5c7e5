import type { RandomStream } from '@thermoloop/sim-kernel';

/** How an array of values is converted. */
export interface Conversion {
  /** names this conversion's draws: the same stream gives the same */
  readonly noise: RandomStream;
  /** virtual time of the conversion, in seconds, from which errors that drift are known */
  readonly atS: number;
  /** the converter that every value goes through; absent: value i goes through converter i mod `converters` */
  readonly converter?: number;
}

/** Throws a RangeError where the conversion names a converter that there is not. */
export function requireConverter({ converter }: Conversion, converters: number): void {
  if (converter === undefined || (Number.isInteger(converter) && converter >= 0 && converter < converters))
    return;
  throw new RangeError(`converter must be an integer from 0 to ${converters - 1}; found ${converter}`);
}

/** The converter of a first value, and how far on that of each next one is: 1, from the last to converter 0, or 0. */
export interface Place {
  readonly start: number;
  readonly stride: 0 | 1;
}

/** Where value `first` of a conversion goes through one of so many converters. */
export function placeOf({ converter }: Conversion, first: number, converters: number): Place {
  return converter === undefined ? { start: first % converters, stride: 1 } : { start: converter, stride: 0 };
}
