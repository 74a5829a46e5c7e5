import type { RandomStream } from '@thermoloop/sim-kernel';
import type { Deviation } from './deviation.js';

export interface InlShape {
  readonly bowLsb: number;
  readonly sLsb: number;
  readonly bowSpreadLsbRms: number;
  readonly sSpreadLsbRms: number;
}

/**
 * A bow and an S over the levels at −endLsb, −endLsb + 1, … endLsb: the polynomials of second and third order that are
 * orthogonal over the levels to each straight line, so that a least-squares line through the errors is zero. Their
 * largest magnitude there (from four bits on it is at the ends) is the size of the shape plus what the instance draws
 * for the converter. Undefined if all sizes are zero. Throws a RangeError for fewer than four levels: no such polynomials are there.
 */
export function inlShape(
  shape: InlShape,
  { endLsb, converters }: { readonly endLsb: number; readonly converters: number },
  instance: RandomStream,
): Deviation | undefined {
  const bows = sizes(shape.bowLsb, shape.bowSpreadLsbRms, converters, instance.child('inl bow'));
  const esses = sizes(shape.sLsb, shape.sSpreadLsbRms, converters, instance.child('inl s'));
  if (bows === undefined && esses === undefined) return undefined;
  if (endLsb < 1.5) throw new RangeError(`a shape needs at least 4 levels; found ${2 * endLsb + 1}`);
  const { square, ratio, perBow, perEss } = polynomials(endLsb);
  const zero = new Float64Array(converters);
  const [bow, ess] = [bows ?? zero, esses ?? zero];
  return {
    lsb(placeLsb, converter) {
      const squared = placeLsb * placeLsb;
      return (
        (bow[converter] as number) * perBow * (square - squared) +
        (ess[converter] as number) * perEss * placeLsb * (squared - ratio)
      );
    },
    largestLsb: (converter) => Math.abs(bow[converter] as number) + Math.abs(ess[converter] as number),
  };
}

function sizes(mean: number, rms: number, count: number, stream: RandomStream): Float64Array | undefined {
  if (mean === 0 && rms === 0) return undefined;
  const values = new Float64Array(count);
  if (rms === 0) return values.fill(mean);
  stream.fillNormal(values);
  return values.map((deviate) => mean + rms * deviate);
}

/**
 * square − x² and x³ − ratio·x are orthogonal to 1 and x over the levels; `perBow` and `perEss` bring their largest
 * magnitude there to 1.
 */
function polynomials(endLsb: number): { square: number; ratio: number; perBow: number; perEss: number } {
  let [squares, fourths, count] = [0, 0, 0];
  for (let place = -endLsb; place <= endLsb; place++) {
    squares += place ** 2;
    fourths += place ** 4;
    count++;
  }
  const [square, ratio] = [squares / count, fourths / squares];
  let [bow, ess] = [0, 0];
  for (let place = -endLsb; place <= endLsb; place++) {
    bow = Math.max(bow, Math.abs(square - place ** 2));
    ess = Math.max(ess, Math.abs(place ** 3 - ratio * place));
  }
  return { square, ratio, perBow: 1 / bow, perEss: 1 / ess };
}
