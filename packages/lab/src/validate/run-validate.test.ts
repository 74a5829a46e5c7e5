import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChipFile } from '../chips/chip-file.js';
import { changedChip } from '../chips/changed-chip.js';
import type { FlagTexts } from '../settings/flags.js';
import { validateResultSchema, type ValidateResult } from './result/validate-result.js';
import { runValidate } from './run-validate.js';

// The Rosenbrock valley through the reference chip: a training of a few steps takes a tenth of a second.
const folder = mkdtempSync(join(tmpdir(), 'validate-'));
const reference = readChipFile('reference').text;

function requirements(text: string, name = 'requirements.yaml', steps = 4): string {
  const path = join(folder, name);
  writeFileSync(path, `training: { workload: landscape, steps: ${steps} }\nseeds: 2\nrequirements:\n${text}`);
  return path;
}

function chip(name: string, changes: Readonly<Record<string, unknown>>): string {
  const path = join(folder, name);
  writeFileSync(path, changedChip(reference, changes));
  return path;
}

interface Asked {
  readonly chip?: string;
  readonly flags?: FlagTexts;
  readonly budget?: boolean;
  readonly explain?: boolean;
}

async function validate(file: string, asked: Asked = {}): Promise<ValidateResult> {
  const result = await runValidate({
    chip: 'reference',
    file,
    flags: {},
    budget: false,
    explain: false,
    force: false,
    command: ['test'],
    signal: new AbortController().signal,
    ...asked,
  });
  return validateResultSchema.parse(JSON.parse(JSON.stringify(result)));
}

const fast = requirements(
  '  - { name: fast, require: step.time < 1 s }\n  - { name: falls, require: test.loss < 1000 }\n',
);

test('requirements are judged over the seeds, and only what they name is measured', async () => {
  const { met, corners, seeds, training } = await validate(fast);
  expect({ met, seeds }).toEqual({ met: true, seeds: [1, 2] });
  expect(training).toMatchObject({ workload: 'landscape', steps: 4, chip: 'reference' });
  expect(corners.map(({ corner }) => corner)).toEqual(['typical']);
  const [{ requirements: judged, quantities }] = corners as [ValidateResult['corners'][number]];
  expect(judged.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['fast', 'met'],
    ['falls', 'met'],
  ]);
  expect(quantities.map(({ name, samples }) => [name, samples?.length])).toEqual([
    ['step.time', 2],
    ['test.loss', 2],
  ]);
  const [time] = judged[0]!.comparisons;
  expect(time).toMatchObject({ unit: 's', limit: 1 });
  const mean = quantities[0]!.samples!.reduce((sum, value) => sum! + value!, 0)! / 2;
  expect(time!.value).toBeCloseTo(mean, 15);
  expect(time!.margin).toBeCloseTo(1 - mean, 15);
  expect(time!.marginPercent).toBeCloseTo(100 * (1 - mean), 12);
  expect((time!.valueInterval![0]! + time!.valueInterval![1]!) / 2).toBeCloseTo(mean, 12);
});

test('the same seeds give the same values, other ones others', async () => {
  const values = async (seed: string) => (await validate(fast, { flags: { seed } })).corners[0]!.quantities;
  expect(await values('5')).toEqual(await values('5'));
  expect(await values('5')).not.toEqual(await values('6'));
});

test('a training that breaks off meets nothing, and says why', async () => {
  const file = requirements('  - { require: test.loss < 1e6 }\n', 'wild.yaml');
  const wild = readFileSync(file, 'utf8').replace('steps: 4', 'steps: 4, lr: 1e6');
  writeFileSync(file, wild);
  const { met, corners } = await validate(file);
  expect(met).toBe(false);
  const [comparison] = corners[0]!.requirements[0]!.comparisons;
  expect(comparison).toMatchObject({ value: null, verdict: 'not met' });
  expect(comparison!.reason).toMatch(/^seed 1: diverged at step/);
});

test('what this training does not tell is refused', async () => {
  const file = requirements('  - { require: test.accuracy > 0 }\n', 'accuracy.yaml');
  await expect(validate(file)).rejects.toThrow(
    'test.accuracy: found a training that has none, expected something that this training can measure',
  );
});

test('what the data sheet tells is measured by nothing', async () => {
  const file = requirements('  - { require: lifetime.steps > 1e6 }\n', 'lifetime.yaml');
  await expect(validate(file)).rejects.toThrow('lifetime.steps: found the data sheet gives no');
  const worn = chip('worn.yaml', { 'chip.coupling.enduranceWrites': 1e6 });
  const { met, training, corners } = await validate(file, { chip: worn });
  expect({ met, training }).toEqual({ met: true, training: null });
  expect(corners[0]!.quantities).toMatchObject([{ name: 'lifetime.steps', value: 2e6 }]);
});

describe('a chip with typical and worst values', () => {
  const slow = chip('slow.yaml', {
    'chip.dac.settlingTimeS': { typical: '1 us', worst: '1 s', source: 'data sheet' },
  });
  const file = requirements('  - { name: fast, require: step.time < 10 ms }\n', 'fast.yaml');

  test('is measured at both corners, and has to pass at both', async () => {
    const { met, corners } = await validate(file, { chip: slow });
    expect(met).toBe(false);
    expect(corners.map((corner) => [corner.corner, corner.met])).toEqual([
      ['typical', true],
      ['worst', false],
    ]);
  });

  test('is measured at one where one is asked for', async () => {
    const { met, corners } = await validate(file, { chip: slow, flags: { corner: 'typical' } });
    expect({ met, corners: corners.map(({ corner }) => corner) }).toEqual({
      met: true,
      corners: ['typical'],
    });
  });
});

test('the yield counts pieces of silicon, which differ by their static errors alone', async () => {
  const rough = chip('rough.yaml', { 'chip.adc.offsetSpreadLsbRms': 4 });
  const file = requirements('  - { name: exact, require: solution.error < 0.2 }\n', 'exact.yaml');
  const { yield: found } = await validate(file, { chip: rough, flags: { instances: '4' } });
  expect(found).toMatchObject({ instances: 4, areAlike: false, seed: 1, confidence: 0.95 });
  expect(found!.pieces.filter(({ met }) => met)).toHaveLength(found!.passed);
  expect(new Set(found!.pieces.map(({ instanceSeed }) => instanceSeed)).size).toBe(4);
  const alike = await validate(file, { flags: { instances: '2' } });
  expect(alike.yield).toMatchObject({ areAlike: true });
});

// A step waits for the DAC to settle, and for nothing else as long: 1 µs times the largest power of two below 2 ms.
test('the cheapest value of a parameter passes, the next one fails, each by more than one seed', async () => {
  const file = requirements('  - { name: fast, require: step.time < 2 ms }\n', 'slow-dac.yaml', 2);
  const { minimum } = await validate(file, { flags: { minimize: 'dac.settlingTimeS' } });
  expect(minimum).toMatchObject({ path: 'dac.settlingTimeS', unit: 's', given: 1e-6, errorRate: 0.05 });
  const { cheapest, fails, tried } = minimum!;
  expect(cheapest).toBeCloseTo(1e-6 * 2 ** 10, 12);
  expect(fails).toBeCloseTo(1e-6 * 2 ** 11, 12);
  expect(tried.map(({ seeds }) => seeds >= 3)).toEqual(tried.map(() => true));
});

test.each([
  ['adc.bitz', /--minimize adc.bitz: found no parameter of this chip, expected adc.bits\n/],
  ['array.powerW', /found a number of which less is not known to be cheaper/],
  ['name', /found no number/],
])('--minimize %s is refused', async (minimize, message) => {
  await expect(validate(fast, { flags: { minimize } })).rejects.toThrow(message);
});

describe('what limits a chip', () => {
  let budget: NonNullable<ValidateResult['budget']>;
  beforeAll(async () => {
    const coarse = chip('coarse.yaml', {
      'chip.adc.resolutionBits': 3,
      'chip.readout.gain.maximum': '320 mV',
    });
    const file = requirements('  - { require: step.time < 1 s }\n', 'coarse-requirements.yaml');
    ({ budget } = (await validate(file, { chip: coarse, budget: true })) as {
      budget: NonNullable<ValidateResult['budget']>;
    });
  });

  test('is ranked by the part of the error that each cause would leave alone', () => {
    expect(budget.parts.map(({ cause }) => cause)).toContain('adc');
    const own = budget.parts.map((part) => part.own!);
    expect(own).toEqual([...own].sort((a, b) => b - a));
    expect(budget.parts.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 6);
  });

  test('is trained again without the largest causes, with the same seeds', () => {
    const adc = budget.retrained.find(({ cause }) => cause === 'adc');
    expect(adc).toMatchObject({ reason: null, changes: ['an ADC of 16 bits without noise'] });
    const error = adc!.differences.find(({ name }) => name === 'solution.error');
    expect(error!.difference).toBeLessThan(0);
    expect(error!.interval).not.toBeNull();
  });
});
