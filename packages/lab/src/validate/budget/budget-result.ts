import { z } from 'zod';

const figure = z.number().nullable();

/** What limits a chip: the budget of steps, and trainings without the largest causes. */
export const budgetSchema = z.strictObject({
  corner: z.enum(['typical', 'worst']),
  seeds: z.array(z.int()),
  confidence: z.number(),
  /** Budgets of steps that the parts are means of. */
  steps: z.int(),
  /** ‖x̃ − x*‖ / ‖x*‖, root mean square over them. */
  relativeError: figure,
  /** Parts of the squared error, by what each alone would leave (own), the largest first. */
  parts: z.array(z.strictObject({ cause: z.string(), own: figure, share: figure })),
  /** Trainings with a cause switched off, against those of the same seeds with it. */
  retrained: z.array(
    z.strictObject({
      cause: z.string(),
      /** What was changed of the chip or the training. */
      changes: z.array(z.string()),
      /** Why there was no training. */
      reason: z.string().nullable(),
      differences: z.array(
        z.strictObject({
          name: z.string(),
          unit: z.string(),
          /** Without the cause minus with it, mean over the seeds. */
          difference: figure,
          interval: z.tuple([figure, figure]).nullable(),
        }),
      ),
    }),
  ),
});
export type BudgetResult = z.output<typeof budgetSchema>;
