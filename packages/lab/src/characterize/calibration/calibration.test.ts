import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostMeter, peakOf, SpuDriver, type Calibration } from '@thermoloop/host';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resolveChip } from '../../chips/resolve-chip.js';
import { openDevice } from '../../device/open-device.js';
import { readMachine } from '../../machines/machine-file.js';
import type { ChipChanges } from '../../settings/chip-changes.js';
import { measureConverters } from '../converters/measure-converters.js';
import { benchOf } from '../run-characterize.js';
import { smallReference } from '../testing/characterized.js';
import { calibrationText, readCalibration } from './calibration-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-calibration-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (text: string): string => {
  const path = join(folder, 'tables.yaml');
  writeFileSync(path, text);
  return path;
};

const planted: ChipChanges = {
  ...smallReference,
  'chip.adc.gainErrorPctFs': 10,
  'chip.adc.gainSpreadPctFsRms': 4,
  'chip.adc.offsetSpreadLsbRms': 3,
  'chip.dac.gainErrorPctFs': 3,
  'chip.dac.gainSpreadPctFsRms': 2,
  'chip.dac.offsetSpreadLsbRms': 20,
};

/** Tables measured on the emulated chip, by way of a file. */
async function tablesOf(changes: ChipChanges): Promise<Calibration> {
  const clock = new VirtualClock();
  const device = await openDevice({ kind: 'emulator', chip: resolveChip('reference', changes) }, clock);
  try {
    const { signal } = new AbortController();
    // the datasheet knows nothing of what was planted
    const chip = resolveChip('reference', smallReference);
    const bench = await benchOf({ client: device.client, clock, chip, seed: 1, signal });
    const { calibration } = await measureConverters(bench);
    return readCalibration(written(calibrationText(calibration!)));
  } finally {
    await device.close();
  }
}

const order = 64;
const gradient = Float32Array.from({ length: order }, (_, i) => Math.cos(1.7 * i) + (i % 4) / 4);

/** x = g/λ of a problem without curvature, by the device; the gradient in units of the exact answer. */
async function solved(changes: ChipChanges, calibration: Calibration | undefined): Promise<Float32Array> {
  const clock = new VirtualClock();
  const device = await openDevice({ kind: 'emulator', chip: resolveChip('reference', changes) }, clock);
  try {
    const driver = await SpuDriver.open(device.client, {
      range: 'track',
      threads: 1,
      seed: 1n,
      meter: new HostMeter(readMachine('reference').model, clock),
      ...(calibration && { calibration }),
    });
    const { solution } = await driver.solve({
      gradient,
      gradientPeak: peakOf(gradient),
      factor: { rows: 1, columns: order, matrix: new Float32Array(order), matrixPeak: 0 },
      damping: 1,
      runTimeTau: 20,
      start: 'zero',
      reads: 16,
    });
    await driver.close();
    return solution;
  } finally {
    await device.close();
  }
}

/** Slope and rest of the solution against the exact one, of the cells of each converter. */
function errorsOf(solution: Float32Array): { scale: number; worst: number } {
  let [product, square] = [0, 0];
  for (const [i, exact] of gradient.entries()) {
    product += exact * solution[i]!;
    square += exact * exact;
  }
  const worst = gradient.reduce((most, exact, i) => Math.max(most, Math.abs(solution[i]! - exact)), 0);
  return { scale: product / square - 1, worst: worst / peakOf(gradient) };
}

test('gains 10 % off, and gains and offsets of each converter, are below 1 % in what the driver returns', async () => {
  const calibration = await tablesOf(planted);
  const before = errorsOf(await solved(planted, undefined));
  const after = errorsOf(await solved(planted, calibration));
  expect(Math.abs(before.scale)).toBeGreaterThan(0.05);
  expect(Math.abs(after.scale)).toBeLessThan(0.01);
  expect(after.worst).toBeLessThan(0.02);
  expect(before.worst).toBeGreaterThan(0.1);
});

test('tables of ideal converters change nothing, bit for bit', async () => {
  const ideal = { gains: [1, 1, 1, 1], offsetsLsb: [0, 0, 0, 0] };
  const without = await solved(smallReference, undefined);
  expect(await solved(smallReference, { dac: ideal, adc: ideal })).toEqual(without);
});

test('tables for another number of converters are refused in one line', async () => {
  const two = { gains: [1, 1], offsetsLsb: [0, 0] };
  await expect(solved(smallReference, { adc: two })).rejects.toThrow(
    'the calibration is for 2 ADC converters; the device has 4: take the one that was measured on it',
  );
});

test('a file that is none is refused with its line and path', () => {
  const text = [
    'schema: thermoloop.calibration/1',
    'chip: x',
    'gainOf: reference',
    'adc:',
    '  gains: [1, -2]',
    '  offsetsLsb: [0, 0]',
  ];
  expect(() => readCalibration(written(text.join('\n')))).toThrow(
    /tables.yaml:5: adc.gains.1: found -2, expected a number above 0/,
  );
  expect(() => readCalibration(written(text.with(4, '  gains: [1]').join('\n')))).toThrow(
    /tables.yaml:6: adc.offsetsLsb: .* expected 1 numbers, one for each of the gains/,
  );
  expect(() => readCalibration(join(folder, 'none.yaml'))).toThrow('ENOENT');
});
