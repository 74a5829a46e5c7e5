import type { StepRecord, Training } from '@thermoloop/host';
import { wallClock } from '@thermoloop/sim-kernel';

/** How a training ended that nobody broke off by an error: it came to its end, or a step was not waited for. */
export type StepsEnd = 'ended' | 'abandoned';

/**
 * The steps of a training. When `signal` aborts, no further step is begun, those in flight come to their end, and what
 * takes longer than `patienceMs` from then on is not waited for.
 */
export async function* watchedSteps(
  training: Pick<Training, typeof Symbol.asyncIterator | 'stop'>,
  signal: AbortSignal,
  patienceMs: number,
): AsyncGenerator<StepRecord, StepsEnd, undefined> {
  const steps = training[Symbol.asyncIterator]();
  let callOff = (): void => undefined;
  let giveUp: (end: 'abandoned') => void;
  const abandoned = new Promise<'abandoned'>((resolve) => (giveUp = resolve));
  const onAbort = (): void => {
    training.stop();
    callOff = wallClock.after(patienceMs, () => giveUp('abandoned'));
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  let isOpen = true;
  try {
    for (;;) {
      const next = steps.next();
      const result = await Promise.race([next, abandoned]);
      if (result === 'abandoned') {
        isOpen = false;
        void Promise.resolve(next).catch(() => undefined);
        return 'abandoned';
      }
      if (result.done === true) return 'ended';
      yield result.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    callOff();
    if (isOpen) await steps.return?.();
  }
}
