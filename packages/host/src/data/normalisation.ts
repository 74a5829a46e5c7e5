import type { Split } from './dataset.js';

/** How pixels become inputs: `unit` divides by 255; `standard` also takes off the mean and divides by the deviation. */
export type NormalisationKind = 'unit' | 'standard';

/** The input for each of the 256 pixel values. */
export type PixelTable = Float32Array;

/** Mean and standard deviation of all pixels / 255. */
export function pixelStatistics(split: Split): { mean: number; deviation: number } {
  const histogram = new Float64Array(256);
  for (const pixel of split.pixels) histogram[pixel]! += 1;
  let sum = 0;
  let sumOfSquares = 0;
  histogram.forEach((occurrences, pixel) => {
    const value = pixel / 255;
    sum += occurrences * value;
    sumOfSquares += occurrences * value * value;
  });
  const mean = sum / split.pixels.length;
  return { mean, deviation: Math.sqrt(Math.max(0, sumOfSquares / split.pixels.length - mean * mean)) };
}

/** The table of a kind; `standard` takes its statistics from the training set alone. */
export function pixelTable(kind: NormalisationKind, train: Split): PixelTable {
  if (kind === 'unit') return Float32Array.from({ length: 256 }, (_, pixel) => pixel / 255);
  const { mean, deviation } = pixelStatistics(train);
  if (deviation === 0)
    throw new RangeError('all training pixels are equal: standard normalisation divides by 0');
  return Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / deviation);
}
