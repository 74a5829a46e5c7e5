import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { timelineEntries, timelineTracks } from './perfetto-timeline.js';
import { readEvents } from './read-events.js';
import { ValueChangeDump } from './value-change-dump.js';

/** Where the traces of a run are. */
export interface TraceFiles {
  readonly events: string;
  /** for https://ui.perfetto.dev */
  readonly timeline: string;
  /** for GTKWave */
  readonly waveforms: string;
}

/** Writes the timeline and the waveforms of a run. Both are functions of its event log; each is written whole. */
export async function writeTraces({ events, timeline, waveforms }: TraceFiles): Promise<void> {
  const dump = new ValueChangeDump();
  const out = new WholeFile(timeline);
  out.write(`{"displayTimeUnit":"ns","traceEvents":[\n${timelineTracks().map(asLine).join(',\n')}`);
  for await (const event of readEvents(events)) {
    dump.add(event);
    for (const entry of timelineEntries(event)) out.write(`,\n${asLine(entry)}`);
  }
  out.write('\n]}\n');
  out.end();
  const waves = new WholeFile(waveforms);
  for (const piece of dump.text()) waves.write(piece);
  waves.end();
}

const asLine = (entry: object): string => JSON.stringify(entry);

const pieceCharacters = 1 << 16;

/** A file that appears under its name only once it is complete. */
class WholeFile {
  readonly #path: string;
  readonly #descriptor: number;
  #gathered = '';

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(`${path}.part`, 'w');
  }

  write(text: string): void {
    this.#gathered += text;
    if (this.#gathered.length >= pieceCharacters) this.#flush();
  }

  end(): void {
    this.#flush();
    closeSync(this.#descriptor);
    renameSync(`${this.#path}.part`, this.#path);
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#gathered);
    this.#gathered = '';
  }
}
