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

/**
 * Ticks of a run of `runTimeTau` (problem time in τ) when the device runs α times as long: α·t·τ/step, rounded to
 * the nearest tick.
 * @throws OutOfRangeError for a run that is longer than the timer, or that rounds to no time at all
 */
export function timeRun(timer: RunTimer, runTimeTau: number, alpha: number): TimedRun {
  const exact = (alpha * runTimeTau * timer.timeConstantS) / timer.stepS;
  const whole = Math.round(exact);
  if (BigInt(whole) > timer.maximumTicks) {
    const longest = (Number(timer.maximumTicks) * timer.stepS) / timer.timeConstantS;
    throw new OutOfRangeError(
      'run time in τ',
      runTimeTau,
      `at most ${longest} τ of device time`,
      'take a shorter --run-time',
    );
  }
  if (whole === 0 && runTimeTau > 0) {
    const shortest = timer.stepS / timer.timeConstantS;
    throw new OutOfRangeError(
      'run time in τ',
      runTimeTau,
      `one tick is ${shortest} τ`,
      'take a longer --run-time, or 0 for none',
    );
  }
  const deviceTimeS = whole * timer.stepS;
  return { ticks: BigInt(whole), deviceTimeS, realisedTau: deviceTimeS / (alpha * timer.timeConstantS) };
}

/** The α for which a run is at least one tick and at most the timer's maximum. */
export function alphaForTimer(timer: RunTimer, runTimeTau: number): { minimum: number; maximum: number } {
  if (runTimeTau === 0) return { minimum: 0, maximum: Infinity };
  const ticksAtOne = (runTimeTau * timer.timeConstantS) / timer.stepS;
  return { minimum: 0.5 / ticksAtOne, maximum: Number(timer.maximumTicks) / ticksAtOne };
}
