import { z } from 'zod';
import { errorSchema, statusSchema } from '../train/run-status.js';

/** What `--json` prints of a command that ended before it had a result. */
export const failureDocumentSchema = z.strictObject({
  schema: z.string().regex(/^thermoloop(\.[a-z]+)?\/1$/),
  status: statusSchema.exclude(['done']),
  error: errorSchema,
});
