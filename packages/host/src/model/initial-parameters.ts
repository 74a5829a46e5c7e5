import { RandomStream } from '@thermoloop/sim-kernel';
import type { Model } from './model.js';

/** θ [N] at the start: each array normal with its deviation, from a stream named for the seed and the array. */
export function initialParameters(model: Model, seed: number | bigint | string): Float32Array {
  const theta = new Float32Array(model.parameterCount);
  for (const { name, offset, size, initialDeviation } of model.parameters) {
    if (initialDeviation === 0) continue;
    const slice = theta.subarray(offset, offset + size);
    RandomStream.named(seed, 'initial-parameters', name).fillNormal(slice);
    for (let i = 0; i < size; i++) slice[i]! *= initialDeviation;
  }
  return theta;
}
