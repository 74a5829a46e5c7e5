import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { changedChip, sourceOfChange } from './changed-chip.js';

const chip = `# a chip
name: small
adc:
  kind: quantized
  resolutionBits: { value: 8, source: 'data sheet' }
  fullScaleRangeV: 1 V # peak to peak
`;

describe('changing fields of a chip', () => {
  test('without changes the text stays as it is', () => {
    expect(changedChip(chip, {})).toBe(chip);
  });

  test('a plain field changes and comments stay', () => {
    const text = changedChip(chip, { 'chip.adc.fullScaleRangeV': '2 V' });
    expect(parse(text)).toMatchObject({ adc: { fullScaleRangeV: '2 V', kind: 'quantized' } });
    expect(text).toContain('# peak to peak');
  });

  test('a sourced number loses the source of the old value', () => {
    expect(parse(changedChip(chip, { 'chip.adc.resolutionBits': 4 }))).toMatchObject({
      adc: { resolutionBits: { value: 4, source: sourceOfChange } },
    });
  });

  test('a number with two corners has the new value at both', () => {
    const text = changedChip('adc: { inl: { typical: 1, worst: 2, source: x } }', { 'chip.adc.inl': 3 });
    expect(parse(text)).toEqual({ adc: { inl: { value: 3, source: sourceOfChange } } });
  });

  test('a field that is not there appears, for the schema to judge', () => {
    expect(parse(changedChip(chip, { 'chip.dac.offsetV': '1 mV' }))).toMatchObject({
      dac: { offsetV: '1 mV' },
    });
    expect(parse(changedChip(chip, { 'chip.name.first': 'x' }))).toMatchObject({ name: { first: 'x' } });
  });

  test('a mapping takes the place of another, undefined takes a field away', () => {
    const text = 'adc:\n  inl: { kind: shape, bowLsb: { value: 1, source: x } }\n  bits: 8\n';
    const changes = {
      'chip.adc.inl': { kind: 'none' },
      'chip.adc.bits': undefined,
      'chip.adc.no': undefined,
    };
    expect(parse(changedChip(text, changes))).toEqual({ adc: { inl: { kind: 'none' } } });
  });

  test('what is no YAML is left for the chip parser to refuse', () => {
    expect(changedChip('a: [', { 'chip.a': 1 })).toBe('a: [');
  });
});
