import { expect, test } from '@jest/globals';
import type { StepRecord } from '@thermoloop/host';
import { wallClock } from '@thermoloop/sim-kernel';
import { watchedSteps, type StepsEnd } from './watched-steps.js';

/** A training whose step k takes the k-th of these times. */
function trainingOf(stepsMs: readonly number[]) {
  const seen = { stopped: false, released: false };
  return {
    seen,
    stop: () => {
      seen.stopped = true;
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<StepRecord, void, undefined> {
      try {
        for (const [i, ms] of stepsMs.entries()) {
          if (seen.stopped) return;
          await wallClock.sleep(ms);
          yield { step: i + 1 } as StepRecord;
        }
      } finally {
        seen.released = true;
      }
    },
  };
}

async function gathered(
  steps: AsyncGenerator<StepRecord, StepsEnd, undefined>,
  onStep: (step: number) => void = () => undefined,
): Promise<{ steps: number[]; end: StepsEnd }> {
  const numbers: number[] = [];
  for (;;) {
    const next = await steps.next();
    if (next.done === true) return { steps: numbers, end: next.value };
    numbers.push(next.value.step);
    onStep(next.value.step);
  }
}

test('all steps come, one after the other, and the training ends', async () => {
  const training = trainingOf([0, 0, 0]);
  const result = await gathered(watchedSteps(training, new AbortController().signal, 1000));
  expect(result).toEqual({ steps: [1, 2, 3], end: 'ended' });
  expect(training.seen).toEqual({ stopped: false, released: true });
});

test('after the signal the step that is under way still comes, and no other', async () => {
  const training = trainingOf([0, 20, 20]);
  const controller = new AbortController();
  const result = await gathered(watchedSteps(training, controller.signal, 5000), (step) => {
    if (step === 1) controller.abort();
  });
  expect(result.end).toBe('ended');
  expect(result.steps.length).toBeLessThan(3);
  expect(training.seen).toEqual({ stopped: true, released: true });
});

test('a step that takes longer than the patience is not waited for', async () => {
  const training = trainingOf([0, 3000]);
  const controller = new AbortController();
  const startMs = wallClock.nowMs();
  const steps = watchedSteps(training, controller.signal, 50);
  expect((await steps.next()).value).toMatchObject({ step: 1 });
  const last = steps.next();
  await wallClock.sleep(20);
  controller.abort();
  expect(await last).toEqual({ done: true, value: 'abandoned' });
  expect(wallClock.nowMs() - startMs).toBeLessThan(1000);
});

test('what a step throws is thrown, and who stops asking frees the training', async () => {
  const failing = {
    stop: () => undefined,
    // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- it fails instead
    async *[Symbol.asyncIterator](): AsyncGenerator<StepRecord, void, undefined> {
      throw new Error('no device');
    },
  };
  await expect(gathered(watchedSteps(failing, new AbortController().signal, 10))).rejects.toThrow(
    'no device',
  );
  const training = trainingOf([0, 0]);
  for await (const { step } of watchedSteps(training, new AbortController().signal, 10))
    if (step === 1) break;
  expect(training.seen.released).toBe(true);
});
