import { readFileSync } from 'node:fs';
import { fields, number, readSpec } from '@thermoloop/bus';
import type { Calibration } from '@thermoloop/host';
import { stringify } from 'yaml';
import { z } from 'zod';
import { InputError } from '../../input-error.js';

const errors = fields({
  gains: z
    .array(number({ above: 0 }))
    .min(1, 'expected at least one gain')
    .describe('of each converter; 1 if ideal'),
  offsetsLsb: z
    .array(number())
    .describe('of each converter: code of an ADC for 0 V, or output of a DAC for code 0'),
}).check(({ value, issues }) => {
  if (value.gains.length === value.offsetsLsb.length) return;
  issues.push({
    code: 'custom',
    path: ['offsetsLsb'],
    input: value.offsetsLsb,
    message: `expected ${value.gains.length} numbers, one for each of the gains`,
  });
});

/** Gain and offset of each converter of a device, as `characterize --calibrate` writes them. */
export const calibrationFileSchema = fields({
  schema: z.literal('thermoloop.calibration/1', { error: 'expected thermoloop.calibration/1' }),
  chip: z.string().describe('what the device called itself'),
  gainOf: z
    .enum(['reference', 'loop'])
    .describe('reference: gains are absolute; loop: that of the first DAC counts as 1'),
  dac: errors.optional(),
  adc: errors.optional(),
}).describe('gain and offset of each converter of a device');

export type CalibrationFile = z.output<typeof calibrationFileSchema>;

/** The text of a calibration file. */
export function calibrationText(file: CalibrationFile): string {
  return stringify(file);
}

/** Reads what `--calibration` names. @throws InputError that names the line and the path in the file; the file system's error where there is none */
export function readCalibration(path: string): Calibration {
  const read = readSpec(readFileSync(path, 'utf8'), calibrationFileSchema, 'calibration');
  if ('fault' in read) {
    const { fault } = read;
    const place = `--calibration ${path}:${fault.line}`;
    throw new InputError({ ...fault, place: fault.path === '' ? place : `${place}: ${fault.path}` });
  }
  const { dac, adc } = read.value;
  return { ...(dac && { dac }), ...(adc && { adc }) };
}
