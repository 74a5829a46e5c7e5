import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { characterizeResultSchema, failureDocumentSchema } from '@thermoloop/lab';
import { startEmulator } from './testing/emulator.js';
import { start, thermoloop } from './testing/spawn-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-characterize-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const quick = ['array.cells=256', 'array.rows=32', 'dac.converters=4', 'adc.converters=4'];
const small = (...more: string[]): string[] =>
  [...quick, ...more].flatMap((change) => ['--set', `chip.${change}`]);
const characterize = (...args: string[]) => thermoloop(folder, ['characterize', ...args]);

test('an emulator of the datasheet passes: status 0, a table, and the way to the page', async () => {
  const { status, stdout, stderr } = await characterize('reference', ...small(), '--out', 'plain');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^an emulator of reference; of each cell: the first 256 of 256\n/);
  expect(stdout).toMatch(/^cell\.timeConstant +1 µs +[\d.]+ µs \([\d.]+ … [\d.]+\) +pass$/m);
  expect(stdout).toMatch(/^\d+ pass, 0 fail, \d+ open; \d+ measured, \d+ bounded, \d+ not observable/m);
  expect(stdout).toMatch(/^report: plain\/report\.html$/m);
  expect(stdout).not.toContain('Not as specified');
  expect(stderr).toContain('time constants and leaks');
  expect(existsSync(join(folder, 'plain/report.html'))).toBe(true);
});

test('a device at a URL that is not as the datasheet says is status 3, failures first', async () => {
  const flags = ['--chip', 'reference', '--listen', 'unix:faulty.sock'];
  const emulator = await startEmulator(folder, [
    ...flags,
    ...small('cell.hold.droopPerS=2 1/s', 'adc.inl.kind=shape', 'adc.inl.bowLsb=2'),
  ]);
  try {
    const { status, stdout, stderr } = await characterize(
      'reference',
      ...small(),
      ...['--device', emulator.ready.url, '--quiet', '--calibrate', 'tables.yaml'],
    );
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
    const failures = stdout.indexOf('Not as specified:');
    expect(failures).toBeLessThan(stdout.indexOf('\nCells\n'));
    expect(stdout.slice(failures)).toMatch(/^adc\.inl/m);
    expect(stdout.slice(failures)).toMatch(/^cell\.droop +1 1\/s +2/m);
    expect(stdout).toMatch(/^Calibration in tables\.yaml$/m);
    const [, directory] = /^report: (runs\/\d+T\d+-characterize-1)\/report\.html$/m.exec(stdout)!;
    const summary = readFileSync(join(folder, directory!, 'summary.json'), 'utf8');
    const result = characterizeResultSchema.parse(JSON.parse(summary));
    expect(result).toMatchObject({ status: 'done', device: emulator.ready.url, datasheet: 'reference' });
    expect(result.calibration!.after.length).toBe(result.calibration!.before.length);
    expect(readFileSync(join(folder, 'tables.yaml'), 'utf8')).toMatch(
      /^schema: thermoloop\.calibration\/1$/m,
    );
  } finally {
    emulator.child.kill('SIGTERM');
    await emulator.ended;
  }
});

test.each([
  [['nosuch'], /^error: .*nosuch: found no chip of that name/],
  [['reference', '--device', 'unix:nobody.sock'], /^error: --device unix:nobody\.sock: /],
  [['reference', '--set', 'chip.adc.resolutionBits=0'], /^error: --set chip\.adc\.resolutionBits=0: found 0/],
  [['johnson-2node', '--calibrate', 'c.yaml'], /^error: --calibrate: found a device without a loopback/],
  [['reference', '--seed', 'x'], /^error: --seed: found "?x/],
])('%j is bad input: status 2, one or two lines, nothing written', async (args, message) => {
  const { status, stdout, stderr } = await characterize(...args, '--json', '--quiet', '--out', 'never');
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  expect(failureDocumentSchema.parse(JSON.parse(stdout))).toMatchObject({ status: 'failed' });
  expect(existsSync(join(folder, 'never'))).toBe(false);
});

test('a Ctrl-C ends it with 130 and leaves nothing', async () => {
  const { child, ended } = start(folder, ['characterize', 'reference', '--out', 'stopped']);
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      if (text.includes('converters')) resolve();
    });
  });
  child.kill('SIGINT');
  expect((await ended).status).toBe(130);
  expect(existsSync(join(folder, 'stopped'))).toBe(false);
});
