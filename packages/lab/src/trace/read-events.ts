import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { traceEventSchema, type TraceEvent } from './trace-event.js';

/** The events of a log, one after the other. Throws a ZodError for a line that is none. */
export async function* readEvents(path: string): AsyncGenerator<TraceEvent, void, undefined> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  for await (const line of lines) yield traceEventSchema.parse(JSON.parse(line));
}
