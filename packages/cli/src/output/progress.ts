import type { SingleBar } from 'cli-progress';
import { wallClock } from '@thermoloop/sim-kernel';

export interface ProgressUpdate {
  readonly step: number;
  readonly loss: number | null;
  /** Of the last evaluation on the test set, if there was one. */
  readonly testAccuracy?: number | null;
}

/** Shows how far a run is. */
export interface Progress {
  update(update: ProgressUpdate): void;
  stop(): void;
}

const longestSilenceMs = 30_000;

export const noProgress: Progress = { update: () => undefined, stop: () => undefined };

/** A bar on stderr with the rate and the time left, drawn from `start` on. */
export async function progressBar(steps: number): Promise<{ start(): Progress }> {
  const { default: cliProgress } = await import('cli-progress');
  const bar: SingleBar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total}  loss {loss}{accuracy}  {rate} steps/s  {left} left',
    barCompleteChar: '━',
    barIncompleteChar: '─',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
  });
  return {
    start: () => {
      bar.start(steps, 0, { loss: '…', accuracy: '', rate: '…', left: '…' });
      return drawing(bar, steps);
    },
  };
}

function drawing(bar: SingleBar, steps: number): Progress {
  const pace = paceOf(steps);
  return {
    update: (update) => {
      const { rate, leftS } = pace(update.step);
      bar.update(update.step, {
        loss: figure(update.loss),
        accuracy: update.testAccuracy == null ? '' : `  test ${(100 * update.testAccuracy).toFixed(2)} %`,
        rate: figure(rate),
        left: duration(leftS),
      });
    },
    stop: () => bar.stop(),
  };
}

/**
 * Ten lines over a run, or one in half a minute if that is more, for a stderr that is no terminal; with `isRare` the
 * latter only.
 */
export function progressLines(steps: number, line: (text: string) => void, isRare = false): Progress {
  const every = isRare ? Infinity : Math.max(1, Math.ceil(steps / 10));
  const pace = paceOf(steps);
  let lastMs = wallClock.nowMs();
  return {
    update: ({ step, loss, testAccuracy }) => {
      const { rate, leftS } = pace(step);
      const nowMs = wallClock.nowMs();
      const isDue = step % every === 0 || (step === steps && !isRare);
      if (!isDue && nowMs - lastMs < longestSilenceMs) return;
      lastMs = nowMs;
      const accuracy = testAccuracy == null ? '' : `, test accuracy ${(100 * testAccuracy).toFixed(2)} %`;
      line(
        `step ${step}/${steps}: loss ${figure(loss)}${accuracy}; ${figure(rate)} steps/s, ${duration(leftS)} left`,
      );
    },
    stop: () => undefined,
  };
}

/** Steps a second over the last updates, and the seconds that the rest takes at that pace. */
function paceOf(steps: number): (step: number) => { rate: number; leftS: number } {
  const recent: { step: number; atMs: number }[] = [{ step: 0, atMs: wallClock.nowMs() }];
  return (step) => {
    recent.push({ step, atMs: wallClock.nowMs() });
    if (recent.length > 30) recent.shift();
    const [first, last] = [recent[0]!, recent.at(-1)!];
    const rate = (last.step - first.step) / Math.max(1e-6, (last.atMs - first.atMs) / 1000);
    return { rate, leftS: (steps - step) / rate };
  };
}

function figure(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '–' : value.toPrecision(3);
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
