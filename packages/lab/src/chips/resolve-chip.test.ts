import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chipParameters } from '../validate/explain/chip-parameters.js';
import { chipNames, readChipFile } from './chip-file.js';
import { sourceOfChange } from './changed-chip.js';
import { resolveChip } from './resolve-chip.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-chip-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a chip by name or by path', () => {
  test('every chip that comes along can be used, and every number that it gives says where it comes from', () => {
    expect(chipNames()).not.toContain('requirements-example');
    expect(chipNames()).toEqual(
      expect.arrayContaining(['ideal', 'low-precision', 'reference', 'tngd-paper']),
    );
    for (const name of chipNames()) {
      const chip = resolveChip(name, {});
      const { spec, sources } = chip;
      expect(spec.name).toBe(name);
      expect(Object.values(sources).filter((source) => source.trim() === '')).toEqual([]);
      const given = chipParameters(chip).filter(({ value, isGiven }) => isGiven && typeof value === 'number');
      expect(given.length).toBeGreaterThan(10);
      expect(given.flatMap(({ path }) => (path in sources ? [] : path))).toEqual([]);
    }
  });

  test('a path is a path, with any name', () => {
    const path = join(folder, 'mine.yml');
    writeFileSync(path, readChipFile('reference').text.replace('name: reference', 'name: mine'));
    expect(resolveChip(path, {}).spec.name).toBe('mine');
  });

  test('an unknown one names the nearest', () => {
    expect(() => resolveChip('low-precison', {})).toThrow(
      /found no chip of that name[\s\S]*Did you mean low-precision\?/,
    );
    expect(() => resolveChip(join(folder, 'ideel.yaml'), {})).toThrow(
      /found no such file[\s\S]*Did you mean ideal\?/,
    );
    expect(() => resolveChip(`${folder}/`, {})).toThrow(/found no such file/);
  });
});

describe('changes of a chip', () => {
  test('reach the spec, and the source goes with the old value', () => {
    const chip = resolveChip('reference', { 'chip.adc.resolutionBits': 5, 'chip.link.latencyS': '2 us' });
    expect(chip.spec.adc).toMatchObject({ resolutionBits: 5 });
    expect(chip.spec.link).toMatchObject({ latencyS: 2e-6 });
    expect(chip.sources).toMatchObject({
      'adc.resolutionBits': sourceOfChange,
      'link.latencyS': sourceOfChange,
    });
    expect(resolveChip('reference', {}).spec.adc).toMatchObject({ resolutionBits: 8 });
  });

  test.each([
    ['chip.adc.resolutionBits', 0, /^--set chip.adc.resolutionBits=0: found 0, expected /],
    [
      'chip.adc.resolutionBit',
      4,
      /^--set chip.adc.resolutionBit=4: found an unknown field, expected resolutionBits/,
    ],
    [
      'chip.adcs.resolutionBits',
      4,
      /^--set chip.adcs.resolutionBits=4: adcs: found an unknown field, expected /,
    ],
    ['chip.link', 5, /^--set chip.link=5: found 5, expected /],
  ])('%s=%p is told by its flag', (path, value, message) => {
    expect(() => resolveChip('reference', { [path]: value })).toThrow(message);
  });

  test('what was wrong before is told by the file', () => {
    const path = join(folder, 'wrong.yaml');
    writeFileSync(path, readChipFile('reference').text.replace('kind: serial', 'kind: parallel'));
    expect(() => resolveChip(path, { 'chip.adc.resolutionBits': 6 })).toThrow(
      `${path}: link.kind: found parallel`,
    );
  });
});
