import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InputError } from '../input-error.js';
import { InterruptedError } from '../interrupted-error.js';
import { settingName } from '../settings/setting.js';
import { characterizeResultSchema, type CharacterizeResult } from './characterize-result.js';
import { readCalibration } from './calibration/calibration-file.js';
import { runCharacterize } from './run-characterize.js';
import { leavesOf } from './leaves.js';
import { resolveChip } from '../chips/resolve-chip.js';
import { namesWith, smallReference } from './testing/characterized.js';
import { figuresOf } from './testing/characterized.js';
import { characterize } from './run-characterize.js';

const never = new AbortController().signal;
let folder: string;
let result: CharacterizeResult;
const files = () => ({ out: join(folder, 'run'), calibrate: join(folder, 'tables.yaml') });

/** The small chip with converters whose gains differ. */
const uneven = { ...smallReference, 'chip.adc.gainSpreadPctFsRms': 10 };
const flags = Object.entries(uneven).map(([path, value]) => `${path}=${value}`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-characterize-'));
  result = await runCharacterize({
    chip: 'reference',
    flags: { set: flags, ...files() },
    force: false,
    command: ['thermoloop', 'characterize', 'reference'],
    signal: never,
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a characterized device', () => {
  test('has a document as the schema says, and passes', () => {
    expect(characterizeResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(result.figures.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const { figures, pass, fail, open, measured, bounded, notObservable } = result.counts;
    expect(pass + fail + open).toBe(figures);
    expect(measured + bounded + notObservable).toBe(figures);
  });

  test('tells of everything in its datasheet', () => {
    const checked = result.figures.flatMap(({ checks }) => checks);
    const silent = leavesOf(resolveChip('reference', uneven).spec).filter((leaf) => !checks(checked, leaf));
    expect(silent).toEqual([]);
    const unexplained = result.figures.filter(
      ({ outcome }) =>
        outcome.kind === 'not-observable' && outcome.reason === 'there is no measurement of it',
    );
    expect(unexplained.map(({ name }) => name)).toEqual([]);
  });

  test('leaves a run directory', () => {
    const { out } = files();
    expect(readdirSync(out).sort()).toEqual([
      'chip.yaml',
      'config.yaml',
      'curves',
      'figures.csv',
      'report.html',
      'summary.json',
    ]);
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toEqual(result);
    const lines = readFileSync(join(out, 'figures.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1 + result.figures.length);
    expect(readdirSync(join(out, 'curves'))).toEqual(
      expect.arrayContaining(['adc.inl.csv', 'cell.decay.csv', 'cell.noise.csv']),
    );
    expect(readFileSync(join(out, 'config.yaml'), 'utf8')).toContain(`${settingName('seed')}: 1`);
  });

  test('is calibrated: a spread of 10 % of the gains of its ADCs is below 1 % with the tables', () => {
    const { before, after } = result.calibration!;
    const worst = (figures: typeof before): number => {
      const { outcome } = figures.find(({ name }) => name === 'adc.gainErrorWorst')!;
      return outcome.kind === 'measured' ? outcome.value! : NaN;
    };
    expect(worst(before)).toBeGreaterThan(3);
    expect(worst(after)).toBeLessThan(1);
    expect(readCalibration(files().calibrate).adc!.gains).toHaveLength(4);
  });
});

const checks = (checked: readonly string[], leaf: string): boolean =>
  checked.some((check) => leaf === check || leaf.startsWith(`${check}.`));

test('a directory that is not empty is refused, and nothing is measured', async () => {
  const order = { chip: 'reference', force: false, command: [], signal: never };
  await expect(runCharacterize({ ...order, flags: { out: files().out } })).rejects.toThrow(InputError);
  await expect(runCharacterize({ ...order, chip: 'referense', flags: {} })).rejects.toThrow(
    /Did you mean reference/,
  );
});

test('a calibration needs a loopback', async () => {
  const calibrate = join(folder, 'none.yaml');
  const order = { chip: 'johnson-2node', force: false, command: [], signal: never };
  await expect(
    runCharacterize({ ...order, flags: { calibrate, out: join(folder, 'none') } }),
  ).rejects.toThrow(/--calibrate: found a device without a loopback/);
  expect(existsSync(calibrate)).toBe(false);
});

test('an interruption leaves nothing', async () => {
  const out = join(folder, 'interrupted');
  const controller = new AbortController();
  const running = runCharacterize(
    { chip: 'reference', flags: { out, set: flags }, force: false, command: [], signal: controller.signal },
    { onStage: () => controller.abort() },
  );
  await expect(running).rejects.toThrow(InterruptedError);
  expect(existsSync(out)).toBe(false);
});

test('a device whose INL was bent by 1.5 LSB behind the back of its datasheet is caught', async () => {
  const figures = await figuresOf(characterize, {
    name: 'reference',
    device: { ...smallReference, 'chip.adc.inl.kind': 'shape', 'chip.adc.inl.bowLsb': 1.5 },
    datasheet: smallReference,
  });
  expect(namesWith(figures, 'fail')).toContain('adc.inl');
});
