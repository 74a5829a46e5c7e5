import type { RandomStream } from '@thermoloop/sim-kernel';

/**
 * The weights of a converter of N bits in offset binary: the level of u = code + 2^(N−1), in LSB, is
 * `shiftLsb` + Σ b_k·weightsLsb[k] over the bits b_k of u. Ideal weights are 2^k, the ideal shift −2^(N−1).
 */
export interface BinaryWeights {
  readonly weightsLsb: Float64Array;
  readonly shiftLsb: number;
}

/** Draws are numbered from the most significant bit, so that those of a bit stay when bits are added below. */
const mostBits = 16;

/**
 * Weights of converters made of unit elements with independent Gaussian errors of `unitMismatch` (relative, rms):
 * the 2^k elements of bit k weigh 2^k + unitMismatch·√(2^k)·z. Offset and gain are taken out: over the levels from
 * u = `firstLevel` to 2^N − 1 a least-squares line through the errors is zero. With end points taken out instead the INL at
 * mid-scale has a standard deviation of ½·√(2^N)·unitMismatch. Drawn when first asked for, and kept.
 */
export function binaryWeights(
  {
    bits,
    unitMismatch,
    firstLevel,
  }: { readonly bits: number; readonly unitMismatch: number; readonly firstLevel: 1 | 2 },
  instance: RandomStream,
): (converter: number) => BinaryWeights {
  const stream = instance.child('inl mismatch');
  const drawn: (BinaryWeights | undefined)[] = [];
  return (converter) => {
    const known = drawn[converter];
    if (known !== undefined) return known;
    const deviates = new Float64Array(bits);
    stream.fillNormal(deviates, converter * mostBits);
    const errors = Float64Array.from(
      { length: bits },
      (_, k) => unitMismatch * Math.sqrt(2 ** k) * (deviates[bits - 1 - k] as number),
    );
    const line = lineThrough(errors, firstLevel);
    const made = {
      weightsLsb: errors.map((error, k) => 2 ** k * (1 - line.slope) + error),
      shiftLsb: -(2 ** (bits - 1)) - line.intercept,
    };
    drawn[converter] = made;
    return made;
  };
}

/**
 * The least-squares line through e(u) = Σ b_k·errors[k] over u from `first` (1 or 2) to 2^N − 1. Over all u the bits
 * are independent, each set in half of them, which gives the sums; u = 0 adds nothing to them, u = 1 is taken off.
 */
function lineThrough(errors: Float64Array, first: 1 | 2): { slope: number; intercept: number } {
  const levels = 2 ** errors.length;
  let [total, weighted] = [0, 0];
  errors.forEach((error, k) => {
    total += error;
    weighted += 2 ** k * error;
  });
  let sumE = (levels * total) / 2;
  let sumUE = levels * (((levels - 1) * total) / 4 + weighted / 4);
  let sumU = (levels * (levels - 1)) / 2;
  let sumUU = ((levels - 1) * levels * (2 * levels - 1)) / 6;
  if (first === 2) {
    sumE -= errors[0] as number;
    sumUE -= errors[0] as number;
    sumU -= 1;
    sumUU -= 1;
  }
  const count = levels - first;
  const slope = (count * sumUE - sumU * sumE) / (count * sumUU - sumU ** 2);
  return { slope, intercept: (sumE - slope * sumU) / count };
}
