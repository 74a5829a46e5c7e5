import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import type { FlagTexts } from './flags.js';
import { namedSettings, resolveTrainConfig } from './resolve-train-config.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'c.yaml');
  writeFileSync(path, content);
  return path;
}

function config(flags: FlagTexts, content?: string) {
  return resolveTrainConfig({ flags, ...(content === undefined ? {} : { configFile: file(content) }) });
}

function complaint(flags: FlagTexts, content?: string): string {
  try {
    config(flags, content);
  } catch (error) {
    return (error as Error).message.replace(folder, '');
  }
  return 'accepted';
}

describe('what a run without flags is', () => {
  test('the convolutional network, through the reference chip', () => {
    const plan = config({});
    expect(plan.config).toMatchObject({
      workload: 'mnist-cnn',
      optimizer: 'tngd',
      chip: 'reference',
      steps: 300,
      batch: 64,
      seed: 1,
      curvature: 'ggn',
      threads: 2,
      range: 'track',
    });
    expect(plan.unused).toEqual([]);
  });

  test('an optimizer without a device has no settings of one', () => {
    const { config: sgd } = config({ optimizer: 'sgd' });
    expect(Object.keys(sgd).sort()).toEqual(
      [
        'workload',
        'optimizer',
        'machine',
        'steps',
        'batch',
        'seed',
        'lr',
        'schedule',
        'threads',
        'evalEvery',
        'checkpointEvery',
      ].sort(),
    );
  });
});

describe('what goes over what', () => {
  test('a flag over the file, the file over the defaults', () => {
    const { config: resolved } = config({ lr: '0.3' }, 'lr: 0.2\nsteps: 20\nrun-time: 5\n');
    expect(resolved).toMatchObject({ lr: 0.3, steps: 20, runTime: 5, batch: 64 });
  });

  test('an optimizer brings its own learning rate, whichever way it was chosen', () => {
    const byFlag = config({ optimizer: 'adam' }).config;
    const byFile = config({}, 'optimizer: adam\n').config;
    expect(byFlag).toEqual(byFile);
    expect(byFlag.lr).not.toBe(config({ optimizer: 'momentum' }).config.lr);
  });

  test('changes of the chip add up, path by path', () => {
    const { config: resolved } = config(
      { set: ['chip.adc.resolutionBits=4', 'chip.name=x'] },
      'set: { chip.adc.resolutionBits: 6, chip.link.latencyS: 1 us }\n',
    );
    expect(resolved.set).toEqual({
      'chip.adc.resolutionBits': 4,
      'chip.name': 'x',
      'chip.link.latencyS': '1 us',
    });
  });
});

describe('a device that is there, instead of a chip to emulate', () => {
  const url = 'tcp://lab:4711';

  test('takes the place of the chip, also of one in the file', () => {
    expect(config({ device: url }).config).toMatchObject({ device: url });
    expect(config({ device: url }).config).not.toHaveProperty('chip');
    const over = config({ device: url }, 'chip: ideal\nset: { chip.name: x }\n').config;
    expect(over).toMatchObject({ device: url });
    expect(over).not.toHaveProperty('set');
  });

  test('gives way to a chip by flag where the file names it', () => {
    const { config: resolved } = config({ chip: 'ideal' }, `device: ${url}\n`);
    expect(resolved).toMatchObject({ chip: 'ideal' });
    expect(resolved).not.toHaveProperty('device');
  });

  test.each<[FlagTexts, string | undefined, RegExp]>([
    [
      { device: url, chip: 'ideal' },
      undefined,
      /^--device: found "tcp:\/\/lab:4711" together with --chip, expected either a device that is there or a chip/,
    ],
    [
      {},
      `device: ${url}\nchip: ideal\n`,
      /^\/c.yaml: device: found .* together with .*\/c.yaml: chip, expected /,
    ],
    [
      { device: url, set: ['chip.adc.resolutionBits=4'] },
      undefined,
      /together with --set, .*\nChanges .*emulate --chip C --set chip.adc.resolutionBits=4\.$/,
    ],
    [
      { set: ['chip.name=x'] },
      `device: ${url}\n`,
      /^\/c.yaml: device: found .* together with --set, expected /,
    ],
    [
      { device: 'tcp:/lab' },
      undefined,
      /^--device: found "tcp:\/lab", expected unix:PATH or tcp:\/\/HOST:PORT$/,
    ],
    [{ device: 'tcp://lab:0' }, undefined, /^--device: found .*, expected a port from 1 to 65535$/],
    [
      { device: 'tcp://lab:70000' },
      undefined,
      /^--device: found .*, expected a port from 0 to 65535, found 70000$/,
    ],
  ])('%p with file %p', (flags, content, message) => {
    expect(complaint(flags, content)).toMatch(message);
  });
});

describe('settings that mean something only beside others', () => {
  test('async with a free clock has a staleness, paced a scale', () => {
    expect(config({ mode: 'async', clock: 'free' }).config).toMatchObject({ staleness: 1, clock: 'free' });
    expect(config({ clock: 'paced', clockScale: '1000' }).config).toMatchObject({ clockScale: 1000 });
    expect(config({}).config).not.toHaveProperty('staleness');
  });

  test.each<[FlagTexts, string]>([
    [
      { mode: 'async' },
      '--mode: found "async" with clock lockstep, expected --clock free or --clock paced with it',
    ],
    [{ staleness: '2' }, '--staleness: found 2 with mode sync, expected --mode async with it'],
    [
      { clockScale: '2', clock: 'free' },
      '--clock-scale: found 2 with clock free, expected --clock paced with it',
    ],
  ])('%p is refused', (flags, message) => {
    expect(complaint(flags)).toBe(message);
  });

  test.each<[FlagTexts, string]>([
    [
      { budgetEvery: '5', optimizer: 'adam' },
      '--budget-every: found 5 with optimizer adam, which uses no device, expected an optimizer that does, as --optimizer tngd',
    ],
    [
      { budgetEvery: '5', damping: '0' },
      '--budget-every: found 5 with damping 0, at which the exact answer is not unique, expected --damping above 0 with it',
    ],
    [{ budgetEvery: '0' }, '--budget-every: found "0", expected a whole number of at least 1'],
  ])('a budget of nothing is refused: %p', (flags, message) => {
    expect(complaint(flags)).toBe(message);
    expect(config({ budgetEvery: '5' }).config).toMatchObject({ budgetEvery: 5 });
    expect(config({}).config).not.toHaveProperty('budgetEvery');
  });

  test('without a device they have no part at all', () => {
    expect(config({ optimizer: 'adam', mode: 'async', clockScale: '2' }).unused).toEqual([
      'mode',
      'clock-scale',
    ]);
  });
});

describe('a landscape', () => {
  test('has its own settings, and settings of the optimizer that suit it', () => {
    const { config: resolved } = config({
      workload: 'landscape',
      expression: 'x^2 + c * y^2',
      constants: 'c=3',
      startAt: 'x=1,y=-2.5',
    });
    expect(resolved).toMatchObject({ constants: { c: 3 }, startAt: { x: 1, y: -2.5 }, curvature: 'hessian' });
    expect(resolved.damping).not.toBe(config({}).config.damping);
    expect(resolved).not.toHaveProperty('batch');
    expect(config({ workload: 'landscape', damping: '7' }).config.damping).toBe(7);
  });

  test.each<[FlagTexts, string]>([
    [{ startAt: 'x' }, '--start-at: found "x", expected numbers by name, as in x=-1.2,y=1'],
    [{ startAt: 'x=1,y=two' }, '--start-at: found "x=1,y=two", expected numbers by name, as in x=-1.2,y=1'],
    [{ constants: 'a=1=2' }, '--constants: found "a=1=2", expected numbers by name, as in x=-1.2,y=1'],
    [{ workload: 'landscape', curvature: 'ggn' }, '--curvature: found "ggn", expected hessian for landscape'],
    [
      { curvature: 'hessian' },
      '--curvature: found "hessian", expected one of ggn, empirical-fisher, mc-fisher for mnist-cnn',
    ],
  ])('%p is refused', (flags, message) => {
    expect(complaint(flags)).toBe(message);
  });
});

describe('a resolved configuration', () => {
  test('is a file from which the same one comes', () => {
    const first = config({
      workload: 'mnist-mlp',
      hidden: '32,16',
      range: 'fixed:0.25',
      temperature: '1e-6',
      set: ['chip.name=x'],
    });
    const text = stringify(namedSettings(first.config));
    expect(config({}, text).config).toEqual(first.config);
    expect(parse(text)).toMatchObject({
      'run-time': first.config.runTime,
      hidden: [32, 16],
      range: 'fixed:0.25',
    });
  });

  test.each<FlagTexts>([
    { workload: 'landscape', optimizer: 'ngd-cg' },
    { device: 'unix:spu.sock', mode: 'async', clock: 'paced', staleness: '3' },
    { optimizer: 'tngd-adam', machine: 'reference', checkpointEvery: '7', carryTime: '1.5' },
  ])('of %p too', (flags) => {
    const first = config(flags);
    expect(config({}, stringify(namedSettings(first.config)))).toEqual(first);
  });

  test('says which settings had no part', () => {
    expect(config({ optimizer: 'sgd', damping: '0.1', hidden: '8' }).unused).toEqual(['hidden', 'damping']);
  });
});

describe('what is wrong is told by its place, what was found and what was expected', () => {
  test.each<[FlagTexts, string]>([
    [{ steps: '0' }, '--steps: found "0", expected a whole number of at least 1'],
    [{ steps: '1.5' }, '--steps: found "1.5", expected a whole number of at least 1'],
    [{ batch: '' }, '--batch: found "", expected a whole number of at least 1'],
    [{ lr: '-1' }, '--lr: found "-1", expected a number above 0'],
    [{ lr: 'Infinity' }, '--lr: found "Infinity", expected a number above 0'],
    [{ schedule: 'linear' }, '--schedule: found "linear", expected one of constant, cosine'],
    [{ range: 'fixed:0' }, '--range: found "fixed:0", expected track, or fixed: and volts, as in fixed:0.5'],
    [{ hidden: '8,,8' }, '--hidden: found "8,,8", expected whole numbers of at least 1, as in 128,64'],
    [
      { set: ['adc.bits=4'] },
      '--set: found "adc.bits=4", expected chip.path=value, as in chip.adc.resolutionBits=6',
    ],
    [
      { set: ['chip.adc'] },
      '--set: found "chip.adc", expected chip.path=value, as in chip.adc.resolutionBits=6',
    ],
    [
      { optimizer: 'ngd-woodbury', damping: '0' },
      '--damping: found 0, expected a number > 0 for ngd-woodbury',
    ],
    [
      { workload: 'mnist-cmm' },
      '--workload: found "mnist-cmm", an unknown workload, expected one of mnist-cnn, mnist-mlp, landscape\nDid you mean mnist-cnn?',
    ],
  ])('%p', (flags, message) => {
    expect(complaint(flags)).toBe(message);
  });

  test.each([
    ['stepz: 3\n', '/c.yaml: stepz: found an unknown setting, expected steps'],
    ['runTime: 3\n', '/c.yaml: runTime: found an unknown setting, expected run-time'],
    ['model: my.onnx\n', /^\/c.yaml: model: found an unknown setting, expected /],
    ['steps: many\n', '/c.yaml: steps: found "many", expected a whole number of at least 1'],
    ['steps: .nan\n', '/c.yaml: steps: found null, expected a whole number of at least 1'],
    ['- 1\n', '/c.yaml: found [1], expected settings, one a line, as in `steps: 300`'],
    [
      'optimizer: tgnd\n',
      /^\/c.yaml: optimizer: found "tgnd", an unknown optimizer, .*\nDid you mean tngd\?$/,
    ],
    [
      'steps: [\n',
      /^\/c.yaml, line \d: found text that is no YAML \(.*\), expected a YAML file of settings$/,
    ],
  ])('file %p', (content, message) => {
    if (typeof message === 'string') expect(complaint({}, content)).toBe(message);
    else expect(complaint({}, content)).toMatch(message);
  });

  test('an empty file asks for nothing', () => {
    expect(config({}, '').config).toEqual(config({}).config);
  });

  test('a file that is not there', () => {
    expect(() => resolveTrainConfig({ flags: {}, configFile: 'nowhere.yaml' })).toThrow(
      '--config nowhere.yaml: found no such file, expected a YAML file of settings',
    );
  });
});
