import { GridKind, nearestOnGrid, type Grid } from '@thermoloop/protocol';
import { NoNoiseControlError, OutOfRangeError } from './errors.js';
import { smallestOf } from './gain-grid.js';

/** κ of the problem per κ_d of the device: κ = κ_d·γ²/α = κ_d·α·G². */
export function kappaPerNoise(alpha: number, stateScale: number): number {
  return alpha * stateScale * stateScale;
}

/**
 * Root mean square voltage, at the end of a run from a fixed start, of the noise in the slowest mode:
 * √(κ_d (1 − e^{−2λ_d s})/λ_d) with λ_d = λ/α and s = αt.
 */
export function noiseRmsV(
  { damping, runTimeTau }: { readonly damping: number; readonly runTimeTau: number },
  noiseV2: number,
  alpha: number,
): number {
  const gain = damping === 0 ? 2 * runTimeTau : -Math.expm1(-2 * damping * runTimeTau) / damping;
  return Math.sqrt(noiseV2 * alpha * gain);
}

/**
 * κ_d for a wanted temperature κ ≥ 0 in problem units, on the noise grid; without a temperature, the least noise
 * the chip can have.
 * @throws NoNoiseControlError if the grid has one value and it is not the one wanted
 * @throws OutOfRangeError if the temperature is beyond the grid
 */
export function noiseFor(
  grid: Grid,
  temperature: number | undefined,
  alpha: number,
  stateScale: number,
): number {
  if (temperature === undefined) return smallestOf(grid);
  const perNoise = kappaPerNoise(alpha, stateScale);
  const wanted = temperature / perNoise;
  if (grid.kind === GridKind.FIXED) {
    if (wanted !== grid.minimum) throw new NoNoiseControlError(temperature, grid.minimum);
    return grid.minimum;
  }
  if (wanted < grid.minimum * (1 - 1e-12) || wanted > grid.maximum * (1 + 1e-12)) {
    throw new OutOfRangeError(
      'temperature',
      temperature,
      `from ${grid.minimum * perNoise} to ${grid.maximum * perNoise} at the present scales`,
      'take another --temperature',
    );
  }
  return nearestOnGrid(grid, wanted);
}
