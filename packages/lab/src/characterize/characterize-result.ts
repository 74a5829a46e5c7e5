import { z } from 'zod';
import { errorSchema, statusSchema } from '../train/run-status.js';

const number = z.number().nullable();
const interval = z.tuple([number, number]);

const specifiedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('value'), value: number }),
  z.strictObject({ kind: z.literal('range'), low: number, high: number }),
  z.strictObject({ kind: z.literal('at-most'), limit: number }),
  z.strictObject({ kind: z.literal('at-least'), limit: number }),
]);

const outcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('measured'), value: number, standardError: number, interval }),
  z.strictObject({ kind: z.literal('bounded'), interval, reason: z.string() }),
  z.strictObject({ kind: z.literal('not-observable'), reason: z.string() }),
]);

/** One figure; an end of an interval that nothing limits is null. */
export const figureSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** '' for a plain number. */
  unit: z.string(),
  /** Of one converter or cell. */
  channel: z.int().nullable(),
  /** Paths of the datasheet that it checks. */
  checks: z.array(z.string()),
  /** null where the datasheet says nothing of it. */
  specified: specifiedSchema.nullable(),
  outcome: outcomeSchema,
  /** open: the datasheet says nothing, or what was found does not decide. */
  verdict: z.enum(['pass', 'fail', 'open']),
  method: z.string(),
});

const countsSchema = z.strictObject({
  figures: z.int(),
  measured: z.int(),
  bounded: z.int(),
  notObservable: z.int(),
  pass: z.int(),
  fail: z.int(),
  open: z.int(),
});

/** The result document of `characterize`, also summary.json of its run directory. */
export const characterizeResultSchema = z.strictObject({
  schema: z.literal('thermoloop.characterize/1'),
  status: statusSchema,
  error: errorSchema.optional(),
  seed: z.int(),
  /** The chip whose file is the datasheet. */
  datasheet: z.string(),
  /** Where the device is; null for an emulator of the datasheet. */
  device: z.string().nullable(),
  /** As the device calls itself. */
  told: z.strictObject({ vendor: z.string(), chip: z.string(), firmware: z.string() }),
  /** Only the first so many cells, for what is measured of each. */
  cells: z.strictObject({ measured: z.int(), of: z.int() }),
  /** That a device as specified shows any figure as failed. */
  familyWiseFalseAlarm: z.number(),
  counts: countsSchema,
  figures: z.array(figureSchema),
  /** The file of tables, and gains and offsets of the converters without and with them; null where none were made. */
  calibration: z
    .strictObject({ file: z.string(), before: z.array(figureSchema), after: z.array(figureSchema) })
    .nullable(),
  runDirectory: z.string(),
  virtualTimeS: number,
  wallTimeS: z.number(),
});
export type CharacterizeResult = z.output<typeof characterizeResultSchema>;
export type FigureRecord = z.output<typeof figureSchema>;
