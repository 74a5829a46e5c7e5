import { independentGainAndOffset, terminalGainAndOffset, type GainAndOffset } from './gain-and-offset.js';

/** The line from which INL is counted. */
export type LinearityLine = 'best-fit' | 'endpoint';

/**
 * Integral and differential nonlinearity in LSB. Sign: level minus ideal, after gain and offset are corrected; the
 * residual ε of IEEE Std 1241 has the opposite one.
 */
export interface Linearity {
  readonly line: LinearityLine;
  readonly correction: GainAndOffset;
  /** Of each level. */
  readonly inl: Float64Array;
  /** Of each step between two levels: (G·W − Q)/Q. */
  readonly dnl: Float64Array;
}

/**
 * INL and DNL of levels in LSB against their ideal places: transition levels of an ADC (DNL[i] is of the code between
 * levels i and i + 1), or outputs of a DAC (DNL[i] is of the step from output i to i + 1).
 */
export function linearity(
  levels: ArrayLike<number>,
  ideal: ArrayLike<number>,
  line: LinearityLine,
): Linearity {
  const correction =
    line === 'best-fit' ? independentGainAndOffset(levels, ideal) : terminalGainAndOffset(levels, ideal);
  const { gain, offset } = correction;
  const inl = Float64Array.from({ length: levels.length }, (_, i) => gain * levels[i]! + offset - ideal[i]!);
  const dnl = Float64Array.from(
    { length: levels.length - 1 },
    (_, i) => (gain * (levels[i + 1]! - levels[i]!)) / (ideal[i + 1]! - ideal[i]!) - 1,
  );
  return { line, correction, inl, dnl };
}

/** The largest magnitude and where it is. */
export function peak(values: ArrayLike<number>): { readonly value: number; readonly at: number } {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]!) > Math.abs(values[at]!)) at = i;
  return { value: Math.abs(values[at]!), at };
}

/** Below this DNL a code counts as missing. */
export const missingCodeDnl = -0.9;

/** Indices of codes that an ADC never or hardly gives. */
export function missingCodes(dnl: ArrayLike<number>, threshold = missingCodeDnl): number[] {
  return Array.from(dnl).flatMap((value, i) => (value <= threshold ? [i] : []));
}

/** Whether every level lies above the one before. */
export function isMonotonic(levels: ArrayLike<number>): boolean {
  for (let i = 1; i < levels.length; i++) if (levels[i]! <= levels[i - 1]!) return false;
  return true;
}
