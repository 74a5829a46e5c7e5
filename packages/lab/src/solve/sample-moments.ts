/** Mean and unbiased covariance of a sample of vectors. */
export interface SampleMoments {
  readonly mean: number[];
  readonly covariance: number[][];
}

/** @param samples K × N, one vector after the other; the covariance of a single one is zero */
export function sampleMoments(samples: Float32Array, order: number): SampleMoments {
  const count = samples.length / order;
  const mean = new Float64Array(order);
  for (let at = 0; at < samples.length; at++) mean[at % order]! += samples[at]! / count;
  const products = new Float64Array(order * order);
  const deviation = new Float64Array(order);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < order; i++) deviation[i] = samples[k * order + i]! - mean[i]!;
    for (let i = 0; i < order; i++) {
      for (let j = 0; j <= i; j++) products[i * order + j]! += deviation[i]! * deviation[j]!;
    }
  }
  const freedom = Math.max(1, count - 1);
  const entry = (i: number, j: number): number =>
    products[Math.max(i, j) * order + Math.min(i, j)]! / freedom;
  const indices = Array.from({ length: order }, (_, i) => i);
  return { mean: [...mean], covariance: indices.map((i) => indices.map((j) => entry(i, j))) };
}
