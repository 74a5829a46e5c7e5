import { normalDistribution } from './normal-distribution.js';

const { abs, ceil, exp, max, round, sqrt, PI } = Math;

/** A normal distribution behind codes that are its values rounded. */
export interface LevelNoise {
  readonly mean: number;
  readonly meanError: number;
  readonly rms: number;
  readonly rmsError: number;
}

/**
 * Mean and spread, in LSB, of a constant input by the histogram of its codes: the normal distribution whose rounded values
 * they most likely are, which needs no correction for the rounding. Undefined where fewer than three codes came: then a
 * whole range of means and spreads would do.
 */
export function levelNoise(codes: ArrayLike<number>): LevelNoise | undefined {
  const counts = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) counts.set(codes[i]!, (counts.get(codes[i]!) ?? 0) + 1);
  if (counts.size < 3) return undefined;
  let mean = 0;
  for (const [code, count] of counts) mean += (code * count) / codes.length;
  let variance = 0;
  for (const [code, count] of counts) variance += ((code - mean) ** 2 * count) / codes.length;
  // Sheppard's correction is where the search starts
  let parameters = [mean, sqrt(max(variance - 1 / 12, variance / 4))] as const;
  for (let step = 0; step < 100; step++) {
    const { gradient, information } = score(counts, codes.length, parameters);
    const [a, b, c] = information;
    const determinant = a * c - b * b;
    const changes = [
      (c * gradient[0] - b * gradient[1]) / determinant,
      (a * gradient[1] - b * gradient[0]) / determinant,
    ] as const;
    const rms = max(parameters[1] + changes[1], parameters[1] / 2);
    parameters = [parameters[0] + changes[0], rms];
    if (abs(changes[0]) + abs(changes[1]) < 1e-10) break;
  }
  const [a, b, c] = score(counts, codes.length, parameters).information;
  const determinant = a * c - b * b;
  return {
    mean: parameters[0],
    meanError: sqrt(c / determinant),
    rms: parameters[1],
    rmsError: sqrt(a / determinant),
  };
}

/** Gradient of the log-likelihood and Fisher information in mean and spread, over the codes that can come. */
function score(
  counts: ReadonlyMap<number, number>,
  total: number,
  [mean, rms]: readonly [number, number],
): { gradient: readonly [number, number]; information: readonly [number, number, number] } {
  const gradient: [number, number] = [0, 0];
  const information: [number, number, number] = [0, 0, 0];
  const reach = ceil(8 * rms) + 1;
  const centre = round(mean);
  for (let code = centre - reach; code <= centre + reach; code++) {
    const [low, high] = [(code - 0.5 - mean) / rms, (code + 0.5 - mean) / rms];
    const p =
      low > 0
        ? normalDistribution(-low) - normalDistribution(-high)
        : normalDistribution(high) - normalDistribution(low);
    if (p < 1e-300) continue;
    const [dLow, dHigh] = [exp((-low * low) / 2), exp((-high * high) / 2)];
    const scale = 1 / (sqrt(2 * PI) * rms);
    const byMean = scale * (dLow - dHigh);
    const byRms = scale * (low * dLow - high * dHigh);
    const count = counts.get(code) ?? 0;
    gradient[0] += (count * byMean) / p;
    gradient[1] += (count * byRms) / p;
    information[0] += (total * byMean * byMean) / p;
    information[1] += (total * byMean * byRms) / p;
    information[2] += (total * byRms * byRms) / p;
  }
  return { gradient, information };
}
