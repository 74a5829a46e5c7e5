import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLog } from './event-log.js';
import { readEvents } from './read-events.js';
import { exampleEvents } from './testing/example-events.js';

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'events-')), 'events.jsonl');

function write(path: string, events = exampleEvents): EventLog {
  const log = new EventLog(path);
  for (const event of events) log.add(event);
  log.flush();
  return log;
}

test('every line is an event with its number and what was said of it', async () => {
  const path = newPath();
  write(path);
  const read = [];
  for await (const event of readEvents(path)) read.push(event);
  expect(read).toHaveLength(exampleEvents.length);
  expect(read[1]).toMatchObject({
    seq: 2,
    kind: 'command',
    array: 'COUPLINGS',
    departurePs: 2_000_000,
    bytes: 640,
  });
  expect(read.map(({ seq }) => seq)).toEqual(exampleEvents.map((_, i) => i + 1));
});

test('the hash of a line is that of the line and the hash before it', () => {
  const path = newPath();
  write(path);
  let before = '0000000000000000';
  for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
    const [body, hash] = line.split(',"hash":"') as [string, string];
    const expected = createHash('sha256')
      .update(before + body)
      .digest('hex')
      .slice(0, 16);
    expect(hash).toBe(`${expected}"}`);
    before = expected;
  }
});

test('a time beyond 2^53 stands in the file digit by digit', () => {
  const path = newPath();
  write(path, [{ kind: 'work', stage: 'evaluate', startPs: 0n, endPs: 9_007_199_254_740_993n }]);
  expect(readFileSync(path, 'utf8')).toContain('"endPs":9007199254740993');
});

test('a log that goes on from a position is, byte for byte, the one that never stopped', () => {
  const whole = newPath();
  write(whole);
  const path = newPath();
  const first = write(path, exampleEvents.slice(0, 5));
  const { position } = first;
  for (const event of exampleEvents.slice(8)) first.add(event);
  first.flush();
  const second = new EventLog(path, position);
  for (const event of exampleEvents.slice(5)) second.add(event);
  second.flush();
  expect(readFileSync(path)).toEqual(readFileSync(whole));
});

test('nothing reaches the file before a flush', () => {
  const path = newPath();
  const log = new EventLog(path);
  log.add(exampleEvents[0]!);
  expect(readFileSync(path, 'utf8')).toBe('');
  expect(log.position.events).toBe(1);
  log.flush();
  expect(readFileSync(path).length).toBe(log.position.bytes);
});
