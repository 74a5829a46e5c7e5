import { z } from 'zod';

export const checkSchema = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  /** What was found. */
  found: z.string(),
  /** What to do where it is not as it should be. */
  remedy: z.string().optional(),
});
export type Check = z.output<typeof checkSchema>;

/** The result document of `doctor`. */
export const doctorResultSchema = z.strictObject({
  schema: z.literal('thermoloop.doctor/1'),
  status: z.enum(['done', 'failed']),
  checks: z.array(checkSchema),
});
export type DoctorResult = z.output<typeof doctorResultSchema>;
