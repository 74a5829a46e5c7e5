import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runFiles, trainResultSchema } from '@thermoloop/lab';
import { wallClock } from '@thermoloop/sim-kernel';
import { writeSmallDataset } from './testing/idx-files.js';
import { metricsWithoutWall, stepsAreWritten } from './testing/run-files.js';
import { smallNetwork } from './testing/small-network.js';
import { inPool, start, thermoloop, type Ended } from './testing/spawn-cli.js';

const small = [
  'train',
  ...smallNetwork,
  '--schedule',
  'constant',
  '--eval-every',
  '4',
  '--checkpoint-every',
  '5',
  '--start',
  'zero',
];

let folder: string;
const at = (...path: readonly string[]) => join(folder, ...path);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-resume-'));
  writeSmallDataset(at('data'));
  const runs = [
    [...small, '--steps', '20', '--out', 'whole', '--json'],
    [...small, '--steps', '12', '--out', 'part', '--json'],
  ];
  const ended = await inPool(runs, 2, (args) => thermoloop(folder, args));
  expect(ended.map(({ status }) => status)).toEqual([0, 0]);
  // as a run of 20 steps that was killed after its twelfth: no summary, and half a line of the thirteenth
  cpSync(at('part'), at('killed'), { recursive: true });
  for (const file of ['summary', 'report'] as const) rmSync(at('killed', runFiles[file]));
  appendFileSync(at('killed', runFiles.metrics), '{"step":13,"loss":0.');
  const config = readFileSync(at('killed', runFiles.config), 'utf8').replace('steps: 12', 'steps: 20');
  writeFileSync(at('killed', runFiles.config), config);
  writeFileSync(at('killed', runFiles.lock), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a run that was broken off', () => {
  test('keeps its last two checkpoints', () => {
    expect(readdirSync(at('part', runFiles.checkpoints)).sort()).toEqual([
      'step-000010.safetensors',
      'step-000012.safetensors',
    ]);
  });

  test('goes on elsewhere with the numbers of the unbroken run, and its directory stays as it is', async () => {
    const before = contentOf('part');
    const { status, stdout } = await thermoloop(folder, [
      'train',
      '--resume',
      'part',
      '--steps',
      '20',
      '--out',
      'elsewhere',
      '--json',
    ]);
    expect(status).toBe(0);
    expect(metricsWithoutWall(at('elsewhere'))).toBe(metricsWithoutWall(at('whole')));
    expect(contentOf('part')).toEqual(before);
    const result = trainResultSchema.parse(JSON.parse(stdout));
    const whole = JSON.parse(readFileSync(at('whole', runFiles.summary), 'utf8')) as typeof result;
    for (const field of ['final', 'counters', 'virtualTime', 'energy'] as const)
      expect(result[field]).toEqual(whole[field]);
    expect(result.steps).toHaveLength(20);
    expect(readdirSync(at('elsewhere')).sort()).toEqual(readdirSync(at('whole')).sort());
    expect(readFileSync(at('elsewhere', runFiles.config), 'utf8')).toBe(
      readFileSync(at('whole', runFiles.config), 'utf8'),
    );
  });

  test('goes on where it is, from an older checkpoint if the newest is damaged, and drops half a line', async () => {
    writeFileSync(at('killed', runFiles.checkpoints, 'step-000012.safetensors'), 'damaged');
    const { status, stderr } = await thermoloop(folder, ['train', '--resume', 'killed']);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /WARN: a newer checkpoint was passed over: killed\/checkpoints\/step-000012\.safetensors: found/,
    );
    expect(stderr).toContain('going on after step 10');
    expect(metricsWithoutWall(at('killed'))).toBe(metricsWithoutWall(at('whole')));
    expect(existsSync(at('killed', runFiles.lock))).toBe(false);
    expect(readdirSync(at('killed', runFiles.checkpoints)).sort()).toEqual([
      'step-000015.safetensors',
      'step-000020.safetensors',
    ]);
  });

  test('by Ctrl-C says how it goes on, and it does', async () => {
    const { child, ended } = start(folder, [...small, '--steps', '100000', '--out', 'stopped']);
    await stepsAreWritten(at('stopped'), 2);
    child.kill('SIGINT');
    const stoppedMs = wallClock.nowMs();
    const { status, stderr } = await ended;
    expect(wallClock.nowMs() - stoppedMs).toBeLessThan(4000);
    expect(status).toBe(130);
    const [, done] =
      /^interrupted after step (\d+) of 100000\nthermoloop train --resume stopped goes on$/m.exec(stderr) ??
      [];
    const steps = String(Number(done) + 2);
    const resumed = await thermoloop(folder, [
      'train',
      '--resume',
      'stopped',
      '--steps',
      steps,
      '--json',
      '--quiet',
    ]);
    expect(resumed).toMatchObject({ status: 0, stderr: '' });
    expect(trainResultSchema.parse(JSON.parse(resumed.stdout))).toMatchObject({
      stepsDone: Number(steps),
      resumed: { step: Number(done), isExact: true },
    });
  });
});

describe('what cannot go on is refused with status 2, and left as it is', () => {
  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      'another setting',
      ['part', '--lr', '0.1'],
      /^error: --lr: found it together with --resume, expected only --steps, --device and --out with it\n/,
    ],
    ['force', ['part', '--force'], /^error: --force: found it together with --resume, /],
    ['no directory', ['nowhere'], /^error: --resume nowhere: found no such directory, /],
    [
      'a place that is taken',
      ['part', '--steps', '20', '--out', 'whole'],
      /^error: --out whole: found a directory that holds /,
    ],
  ];
  let ended: readonly Ended[];
  let before: readonly string[];

  beforeAll(async () => {
    before = contentOf('.');
    ended = await inPool(mistakes, 2, ([, args]) => thermoloop(folder, ['train', '--resume', ...args]));
  }, 120_000);

  test.each(mistakes.map(([what, , says], i) => [what, says, i] as const))('%s', (_, says, i) => {
    const { status, stdout, stderr } = ended[i]!;
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('every file is as it was', () => {
    expect(contentOf('.')).toEqual(before);
  });
});

/** Every file under a folder, and the text of metrics.jsonl, config.yaml and summary.json. */
function contentOf(run: string): string[] {
  return readdirSync(at(run), { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) =>
      /(metrics\.jsonl|config\.yaml|summary\.json)$/.test(name) ? readFileSync(at(run, name), 'utf8') : name,
    );
}
