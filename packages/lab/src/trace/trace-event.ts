import type { LoopEvent } from '@thermoloop/host';
import { z } from 'zod';

/** Picoseconds of virtual time; exact up to 2^53 (2.5 hours). */
const timePs = z.number().nonnegative();
const position = { seq: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{16}$/) };

/**
 * One line of events.jsonl: something that happened on the virtual clock, its number, and the rolling hash of all lines
 * up to it. Lines stand in program order of the host, which does not depend on the wall clock.
 */
export const traceEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...position,
    kind: z.literal('work').describe('the host computed'),
    stage: z.string(),
    startPs: timePs,
    endPs: timePs,
  }),
  z.strictObject({
    ...position,
    kind: z.literal('command').describe('from departure to the arrival of the one answer'),
    name: z.string(),
    array: z.string().optional(),
    run: z.int(),
    departurePs: timePs,
    arrivalPs: timePs.optional().describe('absent where the device tells no virtual time'),
    bytes: z.int().optional().describe('of codes'),
    error: z.string().optional(),
  }),
  z.strictObject({
    ...position,
    kind: z.literal('stage').describe('the device worked on a run'),
    run: z.int(),
    stage: z.string(),
    startPs: timePs,
    endPs: timePs,
    energyJ: z.number(),
  }),
  z.strictObject({
    ...position,
    kind: z.literal('codes').describe('converter codes of the first cells'),
    run: z.int(),
    array: z.enum(['drive', 'readout']),
    atPs: timePs,
    codes: z.array(z.number()),
    voltsPerCode: z.number(),
  }),
]);

export type TraceEvent = z.output<typeof traceEventSchema>;

/** An event as JSON without number and hash; virtual times are whole numbers, however large. */
export function eventText(event: LoopEvent): string {
  const fields = Object.entries(event).flatMap(([name, value]: [string, unknown]) =>
    value === undefined
      ? []
      : [`${JSON.stringify(name)}:${typeof value === 'bigint' ? value.toString() : JSON.stringify(value)}`],
  );
  return fields.join(',');
}
