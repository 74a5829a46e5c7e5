import { describe, expect, test } from '@jest/globals';
import { chipNames } from '../../chips/chip-file.js';
import { resolveChip } from '../../chips/resolve-chip.js';
import type { ChipChanges } from '../../settings/chip-changes.js';
import type { Figure } from '../figure.js';
import { leavesOf, speaksOf } from '../leaves.js';
import { figuresOf, namesWith, smallReference } from '../testing/characterized.js';
import { measureConverters } from './measure-converters.js';

/** The reference chip beside its datasheet; `device` is changed behind the datasheet's back. */
const measured = (device: ChipChanges, datasheet: ChipChanges = {}, name = 'reference'): Promise<Figure[]> =>
  figuresOf(measureConverters, {
    name,
    device: { ...few(name), ...datasheet, ...device },
    datasheet: { ...few(name), ...datasheet },
  });

/** Four converters of each kind, where there are more. */
function few(name: string): ChipChanges {
  if (name === 'reference') return smallReference;
  const { dac, adc } = resolveChip(name, {}).spec;
  return {
    ...(dac.kind === 'quantized' && dac.converters > 4 ? { 'chip.dac.converters': 4 } : {}),
    ...(adc.kind === 'quantized' && adc.converters > 4 ? { 'chip.adc.converters': 4 } : {}),
  };
}

const named = (figures: readonly Figure[], name: string): Figure =>
  figures.find((figure) => figure.name === name && figure.channel === null)!;

// family-wise 1e-3 a chip by design; the seed is fixed, so a pass stays a pass
describe.each(chipNames())('%s', (name) => {
  test('measures as its datasheet says, and tells of every converter field', async () => {
    const figures = await measured({}, {}, name);
    expect(namesWith(figures, 'fail')).toEqual([]);
    const fields = leavesOf(resolveChip(name, few(name)).spec).filter((leaf) =>
      /^(dac|adc|readout|testPoints)\./.test(leaf),
    );
    expect(fields.filter((leaf) => !figures.some((figure) => speaksOf(figure, leaf)))).toEqual([]);
  });
});

const flaws: ChipChanges = {
  'chip.adc.offsetErrorLsb': 2.3,
  'chip.adc.gainErrorPctFs': -3,
  'chip.adc.offsetSpreadLsbRms': 0.8,
  'chip.adc.gainSpreadPctFsRms': 0.5,
  'chip.adc.inputReferredNoiseLsbRms': 0.5,
  'chip.adc.inl.kind': 'shape',
  'chip.adc.inl.bowLsb': 1,
  'chip.adc.inl.sLsb': -0.7,
  'chip.adc.inputTimeConstantS': '4 ns',
  'chip.adc.latencyS': '5 ns',
  'chip.adc.offsetDriftLsbPerS': 0.001,
  'chip.dac.offsetErrorLsb': -20,
  'chip.dac.gainErrorPctFs': 1,
  'chip.dac.offsetSpreadLsbRms': 3,
  'chip.dac.gainSpreadPctFsRms': 0.3,
  'chip.dac.outputNoiseLsbRms': 0.7,
  'chip.dac.latencyS': '7 ns',
  'chip.dac.offsetDriftLsbPerS': 0.002,
};

test('every flaw that a datasheet states is measured as it states it', async () => {
  const many = { 'chip.adc.converters': 24, 'chip.dac.converters': 24 };
  const figures = await measured({}, { ...flaws, ...many });
  expect(namesWith(figures, 'fail')).toEqual([]);
  for (const [name, expected, within] of [
    ['adc.gain', -3, 1],
    ['adc.noise', 0.5, 0.02],
    ['adc.memory', Math.exp(-10 / 4), 0.005],
    ['dac.offset', -20, 4],
    ['dac.gain', 1, 1],
    ['dac.noise', 0.7, 0.05],
    ['dac.settlingTime', 1e-6, 2e-8],
  ] as const) {
    const { outcome } = named(figures, name);
    if (outcome.kind !== 'measured') throw new Error(`${name} is ${outcome.kind}`);
    expect(Math.abs(outcome.value - expected)).toBeLessThan(within);
  }
});

test.each([
  ['reference', { 'chip.adc.inl.kind': 'shape', 'chip.adc.inl.bowLsb': 1 }, 'adc.inl'],
  ['ibm-hermes-core', { 'chip.adc.inl.kind': 'shape', 'chip.adc.inl.sLsb': 1.5 }, 'loop.inl'],
])('a device like %s whose INL was bent behind its datasheet fails', async (name, bent, figure) => {
  expect(namesWith(await measured(bent, {}, name), 'fail')).toContain(figure);
});

test('whatever else is not as in the datasheet fails; what cannot be seen is open, with the reason', async () => {
  const figures = await measured({
    'chip.adc.gainErrorPctFs': 10,
    'chip.adc.inputReferredNoiseLsbRms': 0.3,
    'chip.dac.settlingTimeS': '1.2 us',
    'chip.adc.energyPerConversionJ': '2 pJ',
  });
  expect(namesWith(figures, 'fail')).toEqual(
    expect.arrayContaining(['adc.gain', 'adc.noise', 'dac.settlingTime', 'adc.energyPerConversion']),
  );
  expect(named(figures, 'dac.gain').verdict).toBe('pass');
  const { outcome, verdict } = named(figures, 'dac.inl');
  expect(outcome).toEqual({
    kind: 'not-observable',
    reason: 'the ADC in the loopback has 8 bits, and 3 bits more than the DAC are 15',
  });
  expect(verdict).toBe('open');
});

test('a device of mismatched elements is as its datasheet says, whichever piece it is', async () => {
  const inl = { 'chip.adc.inl.kind': 'mismatch', 'chip.adc.inl.unitMismatchPctRms': 3 };
  for (const piece of [1, 2]) {
    const figures = await measured({}, { ...inl, 'chip.instanceSeed': piece });
    expect(namesWith(figures, 'fail')).toEqual([]);
    expect(named(figures, 'adc.inl').specified?.kind).toBe('range');
  }
});

test('without test points nothing is measured and nothing passes but what the device tells', async () => {
  const figures = await measured({}, {}, 'johnson-2node');
  const passed = figures.filter(({ verdict }) => verdict === 'pass');
  expect(passed.every(({ method }) => method.startsWith('as the device tells'))).toBe(true);
  const { outcome } = named(figures, 'adc.offset');
  expect(outcome).toEqual({
    kind: 'not-observable',
    reason: 'the device has no loopback from a DAC to an ADC',
  });
});

test('with constant inputs alone gain and offset of the ADC show', async () => {
  const figures = await measured(
    { 'chip.adc.gainErrorPctFs': 10, 'chip.adc.inputReferredNoiseLsbRms': 0.6 },
    { 'chip.testPoints.loopback': false },
  );
  expect(namesWith(figures, 'fail')).toEqual(['adc.noise', 'adc.gain']);
  expect(named(figures, 'adc.offset').verdict).toBe('pass');
});

test('converters that carry values are checked by their product', async () => {
  const figures = await measured({}, { 'chip.testPoints.loopback': true }, 'ideal');
  expect(named(figures, 'loop.error').verdict).toBe('pass');
});
