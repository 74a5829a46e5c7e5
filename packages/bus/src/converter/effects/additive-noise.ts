import { chunkLength } from '../chunks.js';
import type { ConverterEffect } from './effect.js';

/** Gaussian noise of `lsbRms`, one independent draw a conversion; undefined if zero. `name` names its stream. */
export function additiveNoise(lsbRms: number, name: string): ConverterEffect | undefined {
  if (lsbRms === 0) return undefined;
  const deviates = new Float64Array(chunkLength);
  return ({ noise }) => {
    const stream = noise.child(name);
    return (chunk, first) => {
      stream.fillNormal(deviates.subarray(0, chunk.length), first);
      for (let i = 0; i < chunk.length; i++) {
        chunk[i] = (chunk[i] as number) + lsbRms * (deviates[i] as number);
      }
    };
  };
}
