import { z } from 'zod';

/** How a command ended. */
export const statusSchema = z.enum(['done', 'failed', 'interrupted', 'diverged']);
export type Status = z.output<typeof statusSchema>;

/** Why a command did not end as `done`: the lines that stderr shows. */
export const errorSchema = z.strictObject({ name: z.string(), message: z.string() });
