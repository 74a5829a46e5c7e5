/** How a record is weighted before its transform. */
export interface Window {
  readonly name: 'rectangular' | 'blackman-harris';
  /** Bins on each side of a line that its power leaks into. */
  readonly lobeBins: number;
  weights(samples: number): Float64Array;
}

/** For coherent records: a line is one bin. */
export const rectangular: Window = {
  name: 'rectangular',
  lobeBins: 0,
  weights: (samples) => new Float64Array(samples).fill(1),
};

const terms = [0.35875, -0.48829, 0.14128, -0.01168] as const;

/** The four-term window of Harris (Proc. IEEE 66, 51): side lobes below −92 dB. For records that are not coherent. */
export const blackmanHarris: Window = {
  name: 'blackman-harris',
  lobeBins: 4,
  weights: (samples) =>
    Float64Array.from({ length: samples }, (_, n) =>
      terms.reduce((sum, term, j) => sum + term * Math.cos((2 * Math.PI * j * n) / samples), 0),
    ),
};
