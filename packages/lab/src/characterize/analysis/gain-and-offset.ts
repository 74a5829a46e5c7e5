import { fitLine } from './least-squares.js';

/** How levels have to be corrected to be ideal: gain·level + offset ≈ ideal, in LSB. */
export interface GainAndOffset {
  readonly gain: number;
  readonly offset: number;
  /** independent: least squares over all levels; terminal: the first and the last are made exact. */
  readonly basis: 'independent' | 'terminal';
}

/**
 * Independently based gain and offset of IEEE Std 1241: G and V of the least squares of G·T[k] + V to the ideal levels.
 * A converter with code = gain·input + offset has them as its own.
 * @param levels transition levels of an ADC or outputs of a DAC, @param ideal of the same codes, both in LSB
 */
export function independentGainAndOffset(levels: ArrayLike<number>, ideal: ArrayLike<number>): GainAndOffset {
  const { slope, intercept } = fitLine(levels, ideal);
  return { gain: slope, offset: intercept, basis: 'independent' };
}

/** Terminal-based: the first and the last level are exact. */
export function terminalGainAndOffset(levels: ArrayLike<number>, ideal: ArrayLike<number>): GainAndOffset {
  const last = levels.length - 1;
  const gain = (ideal[last]! - ideal[0]!) / (levels[last]! - levels[0]!);
  return { gain, offset: ideal[0]! - gain * levels[0]!, basis: 'terminal' };
}
