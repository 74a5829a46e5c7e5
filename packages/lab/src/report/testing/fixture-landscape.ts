import type { Step } from '../../train/step-schema.js';
import type { Run } from '../run-files.js';
import { fixtureRun } from './fixture-run.js';

export interface FixtureLandscape {
  readonly expression?: string;
  readonly constants?: Readonly<Record<string, number>>;
  readonly startAt?: Readonly<Record<string, number>>;
  /** θ after each step. */
  readonly positions: readonly (readonly number[])[];
}

/** Rosenbrock's valley, on a way that somebody drew: along its floor to its minimum. */
export const alongTheValley = Array.from({ length: 40 }, (_, i) => {
  const x = -1.2 + (2.2 * (i + 1)) / 40;
  return [x, x * x];
});

/** A made-up run of the landscape workload through a device, over these positions; as a real one it has no examples. */
export function fixtureLandscape({
  expression = '(a - x)^2 + b * (y - x^2)^2',
  constants = { a: 1, b: 100 },
  startAt = { x: -1.2, y: 1 },
  positions,
}: FixtureLandscape): Run {
  const { summary, steps } = fixtureRun(positions.length);
  const { batch: _, ...config } = summary.config;
  return {
    summary: {
      ...summary,
      workload: 'landscape',
      parameterCount: Object.keys(startAt).length,
      final: { ...summary.final, testAccuracy: null },
      config: { ...config, workload: 'landscape', expression, constants, 'start-at': startAt },
    },
    steps: steps.map(({ batchAccuracy: _accuracy, evaluation, ...step }, i): Step => ({
      ...step,
      ...(evaluation === undefined ? {} : { evaluation: { testLoss: evaluation.testLoss } }),
      parameters: [...positions[i]!],
    })),
  };
}
