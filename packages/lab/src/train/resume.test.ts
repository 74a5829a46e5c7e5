import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { runFiles } from '../run-directory/run-directory.js';
import type { FlagTexts } from '../settings/flags.js';
import { resolveTrainConfig } from '../settings/resolve-train-config.js';
import { resolveResume } from './resume.js';
import { runTrain, type TrainOrder } from './run-train.js';
import type { TrainResult } from './train-result.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-resume-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (...path: readonly string[]) => join(folder, ...path);

const valley: FlagTexts = { workload: 'landscape', evalEvery: '4', checkpointEvery: '5' };

function run(order: Pick<TrainOrder, 'plan'> & Partial<TrainOrder>): Promise<TrainResult> {
  return runTrain({ force: false, command: ['train'], signal: new AbortController().signal, ...order });
}

function train(out: string, flags: FlagTexts): Promise<TrainResult> {
  return run({ plan: resolveTrainConfig({ flags: { ...valley, ...flags } }), out: at(out) });
}

const metrics = (out: string): string =>
  readFileSync(at(out, runFiles.metrics), 'utf8').replace(/"wall\w*":\{[^}]*\}/g, '');

describe('a run of an optimizer with a state goes on as if it had not been broken off', () => {
  test.each(['momentum', 'adam', 'ngd-cg'])('%s', async (optimizer) => {
    await train('whole', { optimizer, steps: '20' });
    await train('part', { optimizer, steps: '12' });
    const { plan, from } = resolveResume({ directory: at('part'), flags: { steps: '20' } });
    const result = await run({ plan, from });
    expect(metrics('part')).toBe(metrics('whole'));
    expect(result).toMatchObject({ status: 'done', stepsDone: 20, resumed: { step: 12, isExact: true } });
    expect(parse(readFileSync(at('part', runFiles.config), 'utf8'))).toMatchObject({ steps: 20, optimizer });
  });
});

describe('what a resumed run is told', () => {
  test('the configuration is that of the run, whatever the defaults are by now', async () => {
    await train('part', { optimizer: 'sgd', lr: '0.0004', schedule: 'cosine', steps: '5' });
    const { plan } = resolveResume({ directory: at('part'), flags: { steps: '9' } });
    expect(plan.config).toMatchObject({ optimizer: 'sgd', lr: 0.0004, schedule: 'cosine', steps: 9 });
  });

  test('where it is not exact, and why', async () => {
    await train('part', { optimizer: 'tngd', start: 'previous', steps: '5' });
    const { from } = resolveResume({ directory: at('part'), flags: { steps: '9' } });
    expect(from.isExact).toBe(false);
    expect(from.notes).toEqual([
      'step 6 starts from the last state as it was read (start written), not from what the cells held: ' +
        'this is not exactly the run that was broken off',
    ]);
  });
});

describe('an asynchronous run', () => {
  const flags = {
    expression: 'x^2 + 3 * y^2', // convex: a step that is late may go anywhere
    optimizer: 'tngd',
    start: 'zero',
    mode: 'async',
    clock: 'free',
    staleness: '2',
  };

  test('goes on exactly from a checkpoint at which it had waited for all its steps', async () => {
    await train('whole', { ...flags, steps: '16' });
    await train('part', { ...flags, steps: '10' });
    const { plan, from } = resolveResume({ directory: at('part'), flags: { steps: '16' } });
    expect(from.isExact).toBe(true);
    await run({ plan, from });
    // the last step of either part is evaluated too
    const trained = (out: string) => metrics(out).replaceAll(/"evaluation":\{[^}]*\},/g, '');
    expect(trained('part')).toBe(trained('whole'));
  });

  test('says that it does not from another one', async () => {
    await train('part', { ...flags, steps: '8' });
    const { from } = resolveResume({ directory: at('part'), flags: { steps: '16' } });
    expect(from).toMatchObject({
      isExact: false,
      notes: [expect.stringMatching(/^step 9 is evaluated with the updates/)],
    });
  });
});

describe('what cannot go on is refused', () => {
  const cases: readonly (readonly [
    what: string,
    change: () => void,
    flags: Readonly<Record<string, string>>,
    message: RegExp,
  ])[] = [
    [
      'a run that is finished',
      () => undefined,
      {},
      /^--resume .*part: found a run that has done its 7 steps, .*\n--steps N, with N above 7, trains on\.$/,
    ],
    [
      'fewer steps than are done',
      () => undefined,
      { steps: '6' },
      /^--steps: found 6, expected more than the 7 steps that are done$/,
    ],
    [
      'another configuration',
      () => undefined,
      { config: 'x.yaml' },
      /^--config: found it together with --resume, /,
    ],
    [
      'another setting',
      () => undefined,
      { checkpointEvery: '3' },
      /^--checkpoint-every: found it together with --resume, expected only --steps, --device and --out with it\n/,
    ],
    [
      'a run without a checkpoint',
      () => rmSync(at('part', runFiles.checkpoints), { recursive: true }),
      { steps: '9' },
      /^--resume .*part: found a run without a checkpoint, expected one in .*checkpoints\n.*--checkpoint-every/,
    ],
    [
      'a run that is under way',
      () => writeFileSync(at('part', runFiles.lock), JSON.stringify({ pid: process.pid, host: hostname() })),
      { steps: '9' },
      /part\/\.lock: found the lock of process \d+ on /,
    ],
    [
      'metrics with too few lines',
      () => {
        const [first = ''] = readFileSync(at('part', runFiles.metrics), 'utf8').split('\n');
        writeFileSync(at('part', runFiles.metrics), `${first}\n{"step":2`);
      },
      { steps: '9' },
      /metrics\.jsonl: found 1 whole lines, expected the lines of the 7 steps that the checkpoint follows$/,
    ],
    [
      'metrics of something else',
      () => writeFileSync(at('part', runFiles.metrics), '{"step":1}\n'.repeat(9)),
      { steps: '9' },
      /metrics\.jsonl, line 1: found something else, expected step 1, /,
    ],
    [
      'a run whose machine is gone',
      () => rmSync(at('part', runFiles.machine)),
      { steps: '9' },
      /machine\.yaml: found no such file, expected the machine as the run used it$/,
    ],
    [
      'a directory of something else',
      () => rmSync(at('part', runFiles.config)),
      { steps: '9' },
      /^--resume .*part: found a directory without config\.yaml, expected the directory of a run/,
    ],
    [
      'no directory',
      () => rmSync(at('part'), { recursive: true }),
      {},
      /^--resume .*part: found no such directory, expected the directory of a run/,
    ],
  ];

  test.each(cases)('%s', async (_, change, flags, message) => {
    await train('part', { optimizer: 'sgd', steps: '7' });
    change();
    expect(() => resolveResume({ directory: at('part'), flags })).toThrow(message);
  });
});

test('a run that goes on elsewhere leaves its first directory as it was', async () => {
  await train('part', { optimizer: 'adam', steps: '7' });
  appendFileSync(at('part', runFiles.metrics), '{"step":8,"lo');
  cpSync(at('part'), at('copy'), { recursive: true });
  const { plan, from } = resolveResume({ directory: at('part'), flags: { steps: '9' } });
  await run({ plan, from, out: at('new') });
  for (const file of ['metrics', 'events', 'summary', 'config'] as const)
    expect(readFileSync(at('part', runFiles[file]))).toEqual(readFileSync(at('copy', runFiles[file])));
  expect(metrics('new').split('\n')).toHaveLength(10);
  expect(readFileSync(at('new', runFiles.events), 'utf8')).toContain(
    readFileSync(at('part', runFiles.events), 'utf8'),
  );
});
