import type { CodedSystem } from './direct-host.js';

/** N = 2, r = 1, B = [1 2], S = 0.5, g = [1, −1]: the system whose mean and covariance are known to all digits. */
export const golden: CodedSystem = {
  rows: 1,
  cells: 2,
  couplings: Float32Array.of(1, 2),
  blocks: { size: 1, codes: Float32Array.of(0.5) },
  drive: Float32Array.of(1, -1),
};

/** ρ = δ = σ = 1, λ = 0.1, and one volt a code. */
export const goldenGains = {
  couplingGain: 1,
  driveGain: 1,
  startGain: 1,
  leak: 0.1,
  readoutGain: 1,
} as const;

/** Its modes: eigenvalues 0.1 and 0.1 + 0.5·(1² + 2²) with (2, −1)/√5 and (1, 2)/√5. */
const modes = [
  { rate: 0.1, direction: [2 / Math.sqrt(5), -1 / Math.sqrt(5)] },
  { rate: 2.6, direction: [1 / Math.sqrt(5), 2 / Math.sqrt(5)] },
] as const;

/** The mean that the golden system under `driveGain` has reached `timeTau` after it was at `from`. */
export function goldenMean(from: readonly number[], timeTau: number, driveGain = 1): number[] {
  const mean = [0, 0];
  for (const { rate, direction } of modes) {
    const along = (vector: readonly number[]): number =>
      direction[0] * (vector[0] as number) + direction[1] * (vector[1] as number);
    const rest = (driveGain * along([1, -1])) / rate;
    const amplitude = rest + Math.exp(-rate * timeTau) * (along(from) - rest);
    mean.forEach((_, i) => (mean[i] = (mean[i] as number) + amplitude * (direction[i] as number)));
  }
  return mean;
}
