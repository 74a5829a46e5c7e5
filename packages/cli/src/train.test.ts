import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  runFiles,
  stepSchema,
  trainResultSchema,
  trainSummarySchema,
  type Step,
  type TrainResult,
} from '@thermoloop/lab';
import { wallClock } from '@thermoloop/sim-kernel';
import { writeSmallDataset } from './testing/idx-files.js';
import { smallNetwork } from './testing/small-network.js';
import { start, thermoloop } from './testing/spawn-cli.js';

const small = ['train', ...smallNetwork, '--eval-every', '4'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-cli-'));
  writeSmallDataset(join(folder, 'data'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (run: string, name: keyof typeof runFiles) =>
  readFileSync(join(folder, run, runFiles[name]), 'utf8');

function result(stdout: string): TrainResult {
  expect(stdout.endsWith('\n')).toBe(true);
  expect(stdout.trimEnd()).not.toContain('\n');
  return trainResultSchema.parse(JSON.parse(stdout));
}

function stepsOf(run: string): Step[] {
  return file(run, 'metrics')
    .trimEnd()
    .split('\n')
    .map((line) => stepSchema.parse(JSON.parse(line)));
}

/** The same without what the wall clock says. */
function withoutWall<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, field: unknown) => (/wall/i.test(key) ? undefined : field)),
  ) as T;
}

/** A training leaves none of these. */
const ofCharacterize: readonly string[] = [runFiles.figures, runFiles.curves];

describe('a run through the reference chip', () => {
  let first: TrainResult;

  beforeAll(async () => {
    const { status, stdout, stderr } = await thermoloop(folder, [
      ...small,
      '--steps',
      '10',
      '--seed',
      '3',
      '--out',
      'first',
      '--json',
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('step 10/10') });
    first = result(stdout);
  });

  test('learns, and says what it came to', () => {
    expect(first).toMatchObject({
      status: 'done',
      seed: 3,
      workload: 'mnist-mlp',
      optimizer: 'tngd',
      stepsDone: 10,
    });
    expect(first.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(first.steps.flatMap(({ step, evaluation }) => (evaluation === undefined ? [] : [step]))).toEqual([
      4, 8, 10,
    ]);
    expect(first.final.trainLoss).toBeCloseTo(first.steps.reduce((sum, { loss }) => sum + loss!, 0) / 10, 12);
    expect(first.final.testAccuracy).toBe(first.steps.at(-1)!.evaluation!.testAccuracy);
    expect(first.steps.at(-1)!.loss!).toBeLessThan(0.75 * first.steps[0]!.loss!);
  });

  test('accounts for every second and joule of it', () => {
    const { virtualTime, energy, counters, device } = first;
    expect(device).toMatchObject({ chip: 'reference', couplingBits: 8, driveBits: 12, readoutBits: 8 });
    expect(virtualTime.totalS).toBe(first.steps.at(-1)!.virtualTimeS);
    expect(Object.values(energy.byStageJ).reduce<number>((sum, joules) => sum + joules!, 0)).toBeCloseTo(
      energy.totalJ!,
      12,
    );
    expect(virtualTime.byStageS.relax).toBeCloseTo(
      first.steps.reduce((sum, step) => sum + step.device!.deviceTimeS!, 0),
      12,
    );
    expect(virtualTime.basisByStage.linkDown.sources).toContainEqual(
      expect.stringMatching(/bandwidthBitPerS: arXiv:2405.13817/),
    );
    expect(counters.conversions.adc).toBeGreaterThanOrEqual(10 * 275);
  });

  test('leaves a directory with the same steps a line each, the same summary, and no lock', () => {
    expect(readdirSync(join(folder, 'first')).sort()).toEqual(
      Object.values(runFiles)
        .filter((name) => name !== runFiles.lock && !ofCharacterize.includes(name))
        .sort(),
    );
    const { steps, ...summary } = first;
    expect(stepsOf('first')).toEqual(steps);
    expect(trainSummarySchema.parse(JSON.parse(file('first', 'summary')))).toEqual(summary);
  });

  test('comes out the same from its own configuration, and differently from another seed', async () => {
    const again = await thermoloop(folder, [
      'train',
      '--config',
      join('first', runFiles.config),
      '--out',
      'again',
      '--quiet',
    ]);
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(withoutWall(stepsOf('again'))).toEqual(withoutWall(stepsOf('first')));
    expect(file('again', 'config')).toBe(file('first', 'config'));

    await thermoloop(folder, [...small, '--steps', '10', '--seed', '4', '--out', 'other', '--quiet']);
    expect(withoutWall(stepsOf('other'))).not.toEqual(withoutWall(stepsOf('first')));
  });

  test('has a report that `report` writes again, byte for byte', async () => {
    const before = file('first', 'report');
    writeFileSync(join(folder, 'first', runFiles.report), '');
    const { status, stdout } = await thermoloop(folder, ['report', 'first']);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `report: ${join(folder, 'first', runFiles.report)}\n`,
    });
    expect(file('first', 'report') === before).toBe(true);
  });
});

describe('what is said at the end', () => {
  test('accuracy, where time and energy went, and where the report is', async () => {
    const { status, stdout } = await thermoloop(folder, [...small, '--steps', '2', '--out', 'told']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^test accuracy \d+\.\d\d %, test loss [\d.]+, training loss [\d.]+ \(mean of the last 2 mini-batches\)$/m,
    );
    for (const stage of ['host compute', 'link down', 'DAC', 'settle', 'relax', 'ADC', 'link up', 'total']) {
      expect(stdout).toMatch(new RegExp(`^${stage} +[\\d.]+ [µmkn]?s`, 'm'));
    }
    const report = /^report: (.*)$/m.exec(stdout)![1]!;
    expect(statSync(join(folder, report)).size).toBeGreaterThan(500_000);
  });

  test('settings that have no part are named, on stderr', async () => {
    const { status, stderr, stdout } = await thermoloop(folder, [
      ...small,
      '--optimizer',
      'adam',
      '--damping',
      '1',
      '--steps',
      '1',
      '--out',
      'adam',
      '--json',
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain('--damping has no part in a run of mnist-mlp with adam');
    const { device, energy, config } = result(stdout);
    expect(device).toBeNull();
    expect(energy.byStageJ.linkDown).toBe(0);
    expect(config).not.toHaveProperty('damping');
  });
});

describe('a run that ends otherwise', () => {
  test('a loss that diverges: status 1, the step, and everything up to it', async () => {
    const { status, stdout, stderr } = await thermoloop(folder, [
      ...small,
      '--optimizer',
      'sgd',
      '--lr',
      '1e6',
      '--steps',
      '30',
      '--out',
      'diverged',
      '--json',
      '--quiet',
    ]);
    const { status: how, error, stepsDone, steps } = result(stdout);
    expect({ status, how }).toEqual({ status: 1, how: 'diverged' });
    expect(error!.message).toMatch(new RegExp(`^diverged at step ${stepsDone + 1}: the loss is`));
    expect(stderr).toBe(`error: ${error!.message}\n`);
    expect(steps).toHaveLength(stepsDone);
    expect(stepsOf('diverged')).toHaveLength(stepsDone);
    expect(existsSync(join(folder, 'diverged', runFiles.report))).toBe(true);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: stops after a step, with status 130, and keeps what it has',
    async (signal) => {
      const out = `stopped-${signal}`;
      const { child, ended } = start(folder, [...small, '--steps', '100000', '--out', out, '--json']);
      while (child.exitCode === null && !existsSync(join(folder, out, runFiles.metrics)))
        await wallClock.sleep(50);
      child.kill(signal);
      const { status, stdout } = await ended;
      const { status: how, stepsDone, steps, final } = result(stdout);
      expect({ status, how }).toEqual({ status: 130, how: 'interrupted' });
      expect(stepsDone).toBeGreaterThan(0);
      expect(stepsDone).toBeLessThan(100_000);
      expect(stepsOf(out)).toEqual(steps);
      expect(final.trainLoss).not.toBeNull();
      expect(existsSync(join(folder, out, runFiles.lock))).toBe(false);
    },
  );

  test('a second Ctrl-C ends at once, without an abort of the native threads', async () => {
    const { child, ended } = start(folder, ['train', '--steps', '100000', '--out', 'ended', '--quiet']);
    while (child.exitCode === null && !existsSync(join(folder, 'ended', runFiles.metrics)))
      await wallClock.sleep(50);
    child.kill('SIGINT');
    child.kill('SIGINT');
    await wallClock.sleep(20);
    child.kill('SIGINT');
    const { status, signal, stderr } = await ended;
    expect({ status, signal, stderr }).toEqual({ status: 130, signal: null, stderr: '' });
    expect(existsSync(join(folder, 'ended', runFiles.lock))).toBe(false);
  });
});
