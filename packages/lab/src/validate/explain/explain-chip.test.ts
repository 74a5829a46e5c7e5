import { beforeAll, describe, expect, test } from '@jest/globals';
import { changedChip } from '../../chips/changed-chip.js';
import { readChipFile } from '../../chips/chip-file.js';
import { chipFromText } from '../../chips/resolve-chip.js';
import { chipParameters } from './chip-parameters.js';
import { explainChip } from './explain-chip.js';
import type { Parameter } from './parameter-result.js';

const requirements = { training: {}, seeds: [1], place: String };
const signal = new AbortController().signal;
const chip = (changes: Readonly<Record<string, unknown>>) =>
  chipFromText('test', changedChip(readChipFile('reference').text, changes), 'test.yaml');

describe('the parameters of a chip', () => {
  const parameters = chipParameters(chip({ 'chip.adc.offsetErrorLsb': { value: 2, source: 'x' } }));
  const at = (path: string) => parameters.find((parameter) => parameter.path === path);

  test('are all that its schema has, of the kinds that it has', () => {
    expect(at('adc.resolutionBits')).toMatchObject({
      unit: '',
      value: 8,
      isInteger: true,
      minimum: 2,
      maximum: 16,
      isGiven: true,
    });
    expect(at('array.timeConstantS')).toMatchObject({ unit: 's', value: 1e-6, isGiven: true });
    expect(at('adc.offsetErrorLsb')).toMatchObject({ value: 2, fallback: 0, isGiven: true });
    expect(at('dac.offsetErrorLsb')).toMatchObject({ value: 0, fallback: 0, isGiven: false });
    expect(at('array.leak.mantissaBits')).toMatchObject({ value: 8 });
    expect(at('array.leak.step')).toBeUndefined();
    expect(at('link.kind')?.choices).toEqual(['ideal', 'serial']);
    expect(at('coupling.enduranceWrites')).toMatchObject({ value: undefined, isGiven: false });
  });

  test('each once', () => {
    expect(new Set(parameters.map(({ path }) => path)).size).toBe(parameters.length);
  });
});

describe('what each parameter moves', () => {
  let parameters: readonly Parameter[];
  beforeAll(async () => {
    const few = chip({ 'chip.cell.hold.kind': 'none', 'chip.link': { kind: 'ideal' } });
    const paths = [
      'adc.energyPerConversionJ',
      'dac.energyPerConversionJ',
      'coupling.energyPerWriteJ',
      'adc.conversionTimeS',
      'adc.offsetErrorLsb',
      'cell.hold.droopPerS',
      'array.rows',
      'instanceSeed',
      'name',
      'coupling.enduranceWrites',
      'dac.settlingTimeS',
    ];
    parameters = await explainChip({ chip: few, requirements, signal, paths });
  }, 60_000);
  const at = (path: string): Parameter => parameters.find((parameter) => parameter.path === path)!;

  test('energies move the energy, and nothing else to the last bit', () => {
    for (const path of ['adc.energyPerConversionJ', 'dac.energyPerConversionJ', 'coupling.energyPerWriteJ']) {
      const { state, effect } = at(path);
      expect([path, state, effect!.solution, effect!.error, effect!.time]).toEqual([path, 'moves', 0, 0, 0]);
      expect(effect!.energy).toBeGreaterThan(0);
    }
  });

  test('times move the time, errors the solution', () => {
    expect(at('adc.conversionTimeS').effect).toMatchObject({ solution: 0, error: 0 });
    expect(at('adc.conversionTimeS').effect!.time).toBeGreaterThan(0);
    const { effect, tried } = at('adc.offsetErrorLsb');
    expect(effect!.solution).toBeGreaterThan(0);
    expect(effect).toMatchObject({ time: 0, energy: 0 });
    expect(tried).toBe(1);
  });

  test('what has no effect is told apart: overridden, a limit, inert, a label, absent', () => {
    expect(at('cell.hold.droopPerS')).toMatchObject({
      state: 'overridden',
      reason: 'of no effect with cell.hold.kind none',
      value: null,
    });
    expect(at('array.rows')).toMatchObject({ state: 'limit', value: 1024 });
    expect(at('instanceSeed')).toMatchObject({ state: 'inert', reason: 'the chip has no static errors' });
    expect(at('instanceSeed').effect).toEqual({ solution: 0, error: 0, time: 0, energy: 0 });
    expect(at('name')).toMatchObject({ state: 'label' });
    expect(at('coupling.enduranceWrites')).toMatchObject({ state: 'absent' });
  });

  test('sources are told; what the file does not give is a default', () => {
    expect(at('dac.settlingTimeS')).toMatchObject({ source: 'AD5441 preliminary data sheet', unit: 's' });
    expect(at('adc.offsetErrorLsb')).toMatchObject({ source: 'default', value: 0 });
  });
});

test('the seed of the piece of silicon moves a chip that has static errors', async () => {
  const rough = chip({ 'chip.adc.offsetSpreadLsbRms': 3, 'chip.cell.hold.kind': 'none' });
  const [instanceSeed] = await explainChip({ chip: rough, requirements, signal, paths: ['instanceSeed'] });
  expect(instanceSeed).toMatchObject({ state: 'moves', tried: 2 });
});
