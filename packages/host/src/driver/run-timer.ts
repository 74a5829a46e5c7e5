import { OutOfRangeError } from './errors.js';

/** The device's run timer. */
export interface RunTimer {
  readonly timeConstantS: number;
  readonly stepS: number;
  readonly maximumTicks: bigint;
}

export interface TimedRun {
  readonly ticks: bigint;
  readonly deviceTimeS: number;
  /** The problem time, in τ, that the whole ticks amount to. */
  readonly realisedTau: number;
}

/** What a time is for, and the setting that changes it. */
export type TimedQuantity = 'run time' | 'carry time' | 'read spacing';

const settings: Readonly<Record<TimedQuantity, string>> = {
  'run time': '--run-time',
  'carry time': '--carry-time',
  'read spacing': 'spacing of the reads',
};

/**
 * Ticks of a time `timeTau` (problem time in τ) when the device runs α times as long: α·t·τ/step, rounded to the
 * nearest tick.
 * @throws OutOfRangeError for a time that is longer than the timer, or that rounds to no time at all
 */
export function timeRun(
  timer: RunTimer,
  timeTau: number,
  alpha: number,
  quantity: TimedQuantity = 'run time',
): TimedRun {
  const exact = (alpha * timeTau * timer.timeConstantS) / timer.stepS;
  const whole = Math.round(exact);
  if (BigInt(whole) > timer.maximumTicks) {
    const longest = (Number(timer.maximumTicks) * timer.stepS) / timer.timeConstantS;
    throw new OutOfRangeError(
      `${quantity} in τ`,
      timeTau,
      `at most ${longest} τ of device time`,
      `take a shorter ${settings[quantity]}`,
    );
  }
  if (whole === 0 && timeTau > 0) {
    const shortest = timer.stepS / timer.timeConstantS;
    throw new OutOfRangeError(
      `${quantity} in τ`,
      timeTau,
      `one tick is ${shortest} τ`,
      `take a longer ${settings[quantity]}, or 0 for none`,
    );
  }
  const deviceTimeS = whole * timer.stepS;
  return { ticks: BigInt(whole), deviceTimeS, realisedTau: deviceTimeS / (alpha * timer.timeConstantS) };
}

/** The α for which each of these times, unless it is 0, is at least one tick and at most the timer's maximum. */
export function alphaForTimer(
  timer: RunTimer,
  timesTau: readonly number[],
): { minimum: number; maximum: number } {
  const ticksAtOne = timesTau
    .filter((time) => time > 0)
    .map((time) => (time * timer.timeConstantS) / timer.stepS);
  if (ticksAtOne.length === 0) return { minimum: 0, maximum: Infinity };
  return {
    minimum: 0.5 / Math.min(...ticksAtOne),
    maximum: Number(timer.maximumTicks) / Math.max(...ticksAtOne),
  };
}
