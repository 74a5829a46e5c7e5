import { expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EventLog } from './event-log.js';
import { exampleEvents } from './testing/example-events.js';
import { writeTraces, type TraceFiles } from './write-traces.js';

async function traces(): Promise<TraceFiles & { folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'traces-'));
  const files = {
    folder,
    events: join(folder, 'events.jsonl'),
    timeline: join(folder, 'timeline.json'),
    waveforms: join(folder, 'trace.vcd'),
  };
  const log = new EventLog(files.events);
  for (const event of exampleEvents) log.add(event);
  log.flush();
  await writeTraces(files);
  return files;
}

// The Trace Event Format: the fields that its document requires of each phase that is used here.
const place = { name: z.string(), pid: z.int(), tid: z.int() };
const args = z.record(z.string(), z.unknown());
const ts = z.number().nonnegative();
const traceEventFormat = z.strictObject({
  displayTimeUnit: z.enum(['ms', 'ns']),
  traceEvents: z.array(
    z.discriminatedUnion('ph', [
      z.strictObject({ ph: z.literal('M'), ...place, args: z.strictObject({ name: z.string() }) }),
      z.strictObject({ ph: z.literal('X'), ...place, ts, dur: z.number().nonnegative(), args }),
      z.strictObject({ ph: z.literal('b'), ...place, ts, cat: z.string(), id: z.string(), args }),
      z.strictObject({ ph: z.literal('e'), ...place, ts, cat: z.string(), id: z.string() }),
      z.strictObject({ ph: z.literal('s'), ...place, ts, cat: z.string(), id: z.string() }),
      z.strictObject({
        ph: z.literal('f'),
        ...place,
        ts,
        cat: z.string(),
        id: z.string(),
        bp: z.literal('e'),
      }),
    ]),
  ),
});

test('the timeline satisfies the Trace Event Format, and slices of a track do not overlap', async () => {
  const { timeline } = await traces();
  const { traceEvents } = traceEventFormat.parse(JSON.parse(readFileSync(timeline, 'utf8')));
  const ends = new Map<string, number>();
  const slices = traceEvents.flatMap((entry) => (entry.ph === 'X' ? [entry] : []));
  for (const { pid, tid, ts: at, dur } of slices.toSorted((a, b) => a.ts - b.ts)) {
    expect(at).toBeGreaterThanOrEqual(ends.get(`${pid} ${tid}`) ?? 0);
    ends.set(`${pid} ${tid}`, at + dur);
  }
  expect(slices.find(({ name, ts: at }) => name === 'relax' && at === 4)).toMatchObject({
    dur: 3,
    args: { run: 0 },
  });
});

test('every begin has its end, and every arrow that ends has begun', async () => {
  const { timeline } = await traces();
  const { traceEvents } = traceEventFormat.parse(JSON.parse(readFileSync(timeline, 'utf8')));
  const keys = (phase: string): string[] =>
    traceEvents.flatMap((entry) => (entry.ph === phase && 'id' in entry ? [`${entry.cat} ${entry.id}`] : []));
  expect(keys('e').toSorted()).toEqual(keys('b').toSorted());
  for (const flow of keys('f')) expect([...keys('s'), 'run answer 1', 'run run 1']).toContain(flow);
});

test('the waveforms show wires, codes in two’s complement and volts at their times', async () => {
  const { waveforms } = await traces();
  const text = readFileSync(waveforms, 'utf8');
  const at = (time: number): string[] => {
    const lines = text.split('\n');
    const from = lines.indexOf(`#${time}`);
    const next = lines.findIndex((line, i) => i > from && (line.startsWith('#') || line === ''));
    return from < 0 ? [] : lines.slice(from + 1, next);
  };
  const id = (name: string): string => new RegExp(` (\\S+) ${name}[ \\[]`).exec(text)![1]!;
  expect(at(3_500_000)).toEqual(
    expect.arrayContaining([`1${id('latch')}`, `1${id('busy')}`, `0${id('programming')}`]),
  );
  expect(at(4_000_000)).not.toContain(`0${id('busy')}`); // settle and relax touch: no glitch
  expect(at(8_000_000)).toEqual(
    expect.arrayContaining([
      `b${'1'.repeat(14)}01 ${text.match(/(\S+) code_0 [^$]*\$end\n\$var real 64 \S+ cell_V_0/)![1]}`,
      `r-0.75 ${id('cell_V_0')}`,
    ]),
  );
});

test('traces appear whole: no partial file stays behind', async () => {
  const { folder } = await traces();
  expect(readdirSync(folder).toSorted()).toEqual(['events.jsonl', 'timeline.json', 'trace.vcd']);
});
