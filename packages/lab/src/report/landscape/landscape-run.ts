import type { LandscapeSpec } from '@thermoloop/host';
import { z } from 'zod';
import type { Run } from '../run-files.js';

const values = z.record(z.string(), z.number());
const settings = z.looseObject({ expression: z.string(), constants: values, 'start-at': values });

/** The loss that a run of the landscape workload went down; undefined for other workloads. */
export function landscapeOf({ summary }: Run): LandscapeSpec | undefined {
  if (summary.workload !== 'landscape') return undefined;
  const { expression, constants, 'start-at': startAt } = settings.parse(summary.config);
  return { expression, constants, startAt };
}
