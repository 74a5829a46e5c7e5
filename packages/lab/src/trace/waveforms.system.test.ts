import { expect } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath, systemTest } from '../testing/system-program.js';
import { EventLog } from './event-log.js';
import { exampleEvents } from './testing/example-events.js';
import { writeTraces } from './write-traces.js';

/** Of GTKWave: its own reader of value change dumps. */
const vcd2fst = programPath(['vcd2fst']);

systemTest(vcd2fst)('GTKWave reads every signal and every change of the waveforms', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waveforms-'));
  const [events, timeline, waveforms, fst, back] = [
    'events.jsonl',
    'timeline.json',
    'trace.vcd',
    'trace.fst',
    'back.vcd',
  ].map((name) => join(folder, name)) as [string, string, string, string, string];
  const log = new EventLog(events);
  for (const event of exampleEvents) log.add(event);
  log.flush();
  await writeTraces({ events, timeline, waveforms });
  execFileSync(vcd2fst!, [waveforms, fst], { stdio: 'pipe' });
  execFileSync(programPath(['fst2vcd'])!, [fst, '-o', back], { stdio: 'pipe' });
  const written = changesOf(readFileSync(waveforms, 'utf8'));
  expect(written.length).toBeGreaterThan(20);
  expect(changesOf(readFileSync(back, 'utf8'))).toEqual(written);
});

/** "time scope.name value" of every change, the names resolved. */
function changesOf(text: string): string[] {
  const names = new Map<string, string>();
  const scopes: string[] = [];
  const changes: string[] = [];
  let time = 0;
  for (const line of text.split('\n')) {
    const scope = /^\$scope module (\S+)/.exec(line);
    const variable = /^\$var \S+ \d+ (\S+) (\S+)/.exec(line);
    const scalar = /^([01])(\S+)$/.exec(line);
    const vector = /^([br])(\S+) (\S+)$/.exec(line);
    if (scope !== null) scopes.push(scope[1]!);
    else if (line.startsWith('$upscope')) scopes.pop();
    else if (variable !== null) names.set(variable[1]!, `${scopes.join('.')}.${variable[2]!}`);
    else if (line.startsWith('#')) time = Number(line.slice(1));
    else if (scalar !== null) changes.push(`${time} ${names.get(scalar[2]!)} ${scalar[1]!}`);
    else if (vector?.[1] === 'b')
      changes.push(`${time} ${names.get(vector[3]!)} ${vector[2]!.padStart(16, '0')}`);
    else if (vector?.[1] === 'r') changes.push(`${time} ${names.get(vector[3]!)} ${Number(vector[2])}`);
  }
  return changes.filter((change) => !change.endsWith('NaN')).toSorted();
}
