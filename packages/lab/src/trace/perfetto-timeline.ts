import type { TraceEvent } from './trace-event.js';

/** One entry of the Trace Event Format that Perfetto and chrome://tracing read; times in microseconds. */
export interface TimelineEntry {
  readonly ph: 'M' | 'X' | 'b' | 'e' | 's' | 'f' | 'C';
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: string;
  /** where a flow ends: at the slice that encloses its time */
  readonly bp?: 'e';
  readonly args?: Readonly<Record<string, unknown>>;
}

interface Track {
  readonly pid: number;
  readonly tid: number;
  readonly process: string;
  readonly thread: string;
}

const track = (pid: number, process: string, tid: number, thread: string): Track => ({
  pid,
  tid,
  process,
  thread,
});

const host = track(1, 'host', 1, 'compute');
const commands = track(1, 'host', 2, 'commands');
const stageTracks: Readonly<Record<string, Track>> = {
  linkDown: track(2, 'link', 1, 'down'),
  linkUp: track(2, 'link', 2, 'up'),
  dac: track(3, 'SPU', 1, 'idle bank: DAC'),
  carry: track(3, 'SPU', 2, 'cells'),
  settle: track(3, 'SPU', 2, 'cells'),
  relax: track(3, 'SPU', 2, 'cells'),
  adc: track(3, 'SPU', 3, 'ADC'),
};

/** The names of the tracks, which stand before all other entries. */
export function timelineTracks(): TimelineEntry[] {
  const tracks = [host, commands, ...Object.values(stageTracks)];
  const entries = tracks.flatMap(({ pid, tid, process, thread }): TimelineEntry[] => [
    { ph: 'M', name: 'process_name', pid, tid, args: { name: process } },
    { ph: 'M', name: 'thread_name', pid, tid, args: { name: thread } },
  ]);
  const texts = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return [...texts.values()];
}

/**
 * The entries of one event. Work of the host and of the cells are slices of their tracks; what may overlap on its
 * track, commands and the link, are pairs of begin and end; an arrow leads from the RUN of the host to its relaxation
 * and from there to the answer.
 */
export function timelineEntries(event: TraceEvent): TimelineEntry[] {
  switch (event.kind) {
    case 'work':
      return [slice(host, event.stage, event.startPs, event.endPs, {})];
    case 'command':
      return commandEntries(event);
    case 'stage':
      return stageEntries(event);
    case 'codes':
      return [];
  }
}

function commandEntries(event: Extract<TraceEvent, { kind: 'command' }>): TimelineEntry[] {
  const { name, array, run, bytes, error, departurePs, arrivalPs = departurePs } = event;
  const title = array === undefined ? name : `${name} ${array}`;
  const args = { run, ...(bytes === undefined ? {} : { bytes }), ...(error === undefined ? {} : { error }) };
  const pair = spanning(commands, title, `command ${event.seq}`, departurePs, arrivalPs, args);
  if (name !== 'RUN') return pair;
  return [
    ...pair,
    flow('s', commands, `run ${run}`, departurePs),
    flow('f', commands, `answer ${run}`, arrivalPs),
  ];
}

function stageEntries(event: Extract<TraceEvent, { kind: 'stage' }>): TimelineEntry[] {
  const { stage, run, startPs, endPs, energyJ } = event;
  const place = stageTracks[stage];
  if (place === undefined) throw new RangeError(`stage '${stage}' has no track`);
  const args = { run, energyJ };
  if (place.process === 'link') return spanning(place, stage, `${stage} ${run}`, startPs, endPs, args);
  const entry = slice(place, stage, startPs, endPs, args);
  if (stage !== 'relax') return [entry];
  return [entry, flow('f', place, `run ${run}`, startPs), flow('s', place, `answer ${run}`, startPs)];
}

function slice(
  { pid, tid }: Track,
  name: string,
  startPs: number,
  endPs: number,
  args: object,
): TimelineEntry {
  return { ph: 'X', name, pid, tid, ts: us(startPs), dur: us(endPs - startPs), args: { ...args } };
}

function spanning(
  { pid, tid, thread }: Track,
  name: string,
  id: string,
  startPs: number,
  endPs: number,
  args: object,
): TimelineEntry[] {
  const both = { name, cat: thread, pid, tid, id };
  return [
    { ph: 'b', ...both, ts: us(startPs), args: { ...args } },
    { ph: 'e', ...both, ts: us(endPs) },
  ];
}

function flow(ph: 's' | 'f', { pid, tid }: Track, id: string, atPs: number): TimelineEntry {
  return { ph, name: 'run', cat: 'run', pid, tid, id, ts: us(atPs), ...(ph === 'f' && { bp: 'e' as const }) };
}

const us = (timePs: number): number => timePs / 1e6;
