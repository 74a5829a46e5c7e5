import { describe, expect, test } from '@jest/globals';
import { CodeKind, onGrid, RunFeature, StartState } from '@thermoloop/protocol';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { capabilityRecord } from './capability-record.js';
import { ChipSpecError } from './chip-spec-error.js';
import { parseChip } from './parse-chip.js';

const folder = new URL('../../../../chips/', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
const chip = (name: string) => parseChip(textOf(name), `chips/${name}.yaml`);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml') && !file.startsWith('requirements-'))
  .map((file) => file.slice(0, -'.yaml'.length));

/** Paths of the numbers and quantities of a raw spec; its description is prose. */
function numbersIn(node: unknown, path: readonly string[] = []): string[] {
  if (typeof node === 'number') return [path.join('.')];
  if (typeof node === 'string') return /^[+-]?\.?\d/.test(node) ? [path.join('.')] : [];
  if (typeof node !== 'object' || node === null) return [];
  if ('value' in node && 'source' in node) return numbersIn(node.value, path);
  if ('typical' in node && 'source' in node) return numbersIn(node.typical, path);
  return Object.entries(node).flatMap(([key, child]) => numbersIn(child, [...path, key]));
}

describe.each(names)('chips/%s', (name) => {
  test('bears its own name and is accepted', () => {
    expect(chip(name).spec.name).toBe(name);
  });

  test('every number has a source: a reference, or assumed', () => {
    const { description: _, ...raw } = parse(textOf(name)) as Record<string, unknown>;
    const numbers = numbersIn(raw);
    expect(numbers.length).toBeGreaterThan(10);
    expect(Object.keys(chip(name).sources).sort()).toEqual(numbers.sort());
    for (const source of Object.values(chip(name).sources)) expect(source.length).toBeGreaterThan(5);
  });
});

test('the chips that the product names are there', () => {
  expect(names.sort()).toEqual([
    'discrete-board',
    'ibm-hermes-core',
    'ideal',
    'ideal-sde',
    'johnson-2node',
    'low-precision',
    'no-hold',
    'reference',
    'tngd-paper',
  ]);
});

describe('what the chips promise to the host', () => {
  test('ideal: f32 codes, unit gains, any noise, run times exact to 1e-9 τ', () => {
    const record = capabilityRecord(chip('ideal').spec);
    for (const format of [
      record.couplingFormat,
      record.blockFormat,
      record.driveFormat,
      record.readoutFormat,
    ]) {
      expect(format).toEqual({ kind: CodeKind.FLOAT32, resolutionBits: 32 });
    }
    for (const name of ['couplingGain', 'driveGain', 'startGain', 'readoutGain', 'leak', 'noise'] as const) {
      expect(onGrid(record[name], 1)).toBe(true);
    }
    expect(onGrid(record.noise, 0)).toBe(true);
    expect(record.runTimerStepS / record.timeConstantS).toBeLessThanOrEqual(1.0000001e-9);
    expect(record.cells).toBe(1_100_000);
  });

  test('reference: 12-bit drive, 8-bit couplings and readout, room for 640 rows and 32768 cells', () => {
    const record = capabilityRecord(chip('reference').spec);
    expect(record.driveFormat).toEqual({ kind: CodeKind.INT16, resolutionBits: 12 });
    expect(record.couplingFormat).toEqual({ kind: CodeKind.INT8, resolutionBits: 8 });
    expect(record.readoutFormat).toEqual({ kind: CodeKind.INT8, resolutionBits: 8 });
    expect(record.rows).toBeGreaterThanOrEqual(640);
    expect(record.cells).toBeGreaterThanOrEqual(32768);
    expect(record.timeConstantS).toBe(1e-6);
    expect(record.noise.minimum).toBe(4.14e-12);
    expect(record.startStates).toBe(
      Object.values(StartState).reduce((bits: number, s) => bits | (1 << s), 0),
    );
    expect(record.runTimerMaximumTicks).toBe(10_000_000n);
  });

  test('tngd-paper: 16 bits everywhere; low-precision: 4-bit couplings and readout', () => {
    const paper = capabilityRecord(chip('tngd-paper').spec);
    expect(
      [paper.couplingFormat, paper.driveFormat, paper.readoutFormat].map((f) => f.resolutionBits),
    ).toEqual([16, 16, 16]);
    const low = capabilityRecord(chip('low-precision').spec);
    expect([low.couplingFormat, low.readoutFormat].map((f) => f.resolutionBits)).toEqual([4, 4]);
  });
});

describe('what a chip can do with its runs', () => {
  const recordWith = (from: string | RegExp, to: string) => {
    const text = textOf('reference');
    const other = text.replace(from, to);
    expect(other).not.toBe(text);
    return capabilityRecord(parseChip(other, 'chips/mine.yaml').spec);
  };

  test('queue, buffer, carry times, live reads and repeats', () => {
    expect(capabilityRecord(chip('reference').spec)).toMatchObject({
      runQueueDepth: 4,
      runFeatures: RunFeature.CARRY | RunFeature.LIVE_READS | RunFeature.REPEATS,
      readoutBufferBytes: 64 * 32768,
      holds: 1,
      holdDroopPerS: 1,
    });
  });

  test('one bank leaves no problem to carry on with', () => {
    expect(recordWith('banks: { value: 2', 'banks: { value: 1').runFeatures).toBe(
      RunFeature.LIVE_READS | RunFeature.REPEATS,
    );
  });

  test('the hold is switched off by its kind alone', () => {
    expect(recordWith('kind: capacitor', 'kind: none')).toMatchObject({ holds: 0, holdDroopPerS: 0 });
  });
});

describe('a chip spec that is wrong', () => {
  const changed = (from: string | RegExp, to: string) => (): unknown => {
    const text = textOf('reference');
    const other = text.replace(from, to);
    expect(other).not.toBe(text);
    return parseChip(other, 'chips/mine.yaml');
  };

  test.each([
    ['an unknown field', /^adc:/m, 'adcc:', 'adcc: found an unknown field, expected adc'],
    [
      'a voltage for a time',
      'value: 1 us,',
      'value: 5 V,',
      'array.timeConstantS: found 5 V, expected a time such as 1 us',
    ],
    [
      'no bits',
      /(adc:[^]*?resolutionBits: \{ value: )8/,
      '$10',
      'adc.resolutionBits: found 0, expected an integer from 2 to 16',
    ],
    [
      'a negative bandwidth',
      '50 Gbit/s',
      '-50 Gbit/s',
      'link.bandwidthBitPerS: found -50 Gbit/s, expected a data rate above 0',
    ],
    ['a drive beyond the converter', '488.28125 uV', '1 mV', 'array.driveGain: found'],
    ['a grid without a value', 'value: 0.001,', 'value: 128,', 'array.leak: found'],
    [
      'a start state that does not exist',
      'gradient, previous',
      'gradeint, previous',
      'cell.startStates.0: found gradeint',
    ],
    ['a run timer without a step', 'value: 10 ms,', 'value: 1 ps,', 'array.runTimer.maximumS: found'],
    [
      'one bank for cells that do not hold',
      /banks: \{ value: 2([^]*)kind: capacitor/,
      'banks: { value: 1$1kind: none',
      'array.banks: found 1, expected 2, since cell.hold.kind is none',
    ],
    ['a hold without a droop', /^ *droopPerS:.*\n/m, '', 'cell.hold.droopPerS: found nothing, expected'],
    [
      'a queue that no record can tell',
      'runQueueDepth: { value: 4,',
      'runQueueDepth: { value: 256,',
      'array.runQueueDepth: found 256, expected an integer from 0 to 255',
    ],
    ['no YAML', /^array:/m, 'array: [', 'found a fault'],
  ])('%s is refused with its place', (_, from, to, message) => {
    expect(changed(from, to)).toThrow(ChipSpecError);
    expect(changed(from, to)).toThrow(message);
  });
});
