import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { linkSpec } from '../link/link-spec.js';
import { describeZodError } from '../spec/describe-error.js';
import { jsonSchemaOf } from '../spec/json-schema.js';
import { adcSpec } from './adc-spec.js';
import { couplingSpec } from './coupling-spec.js';
import { dacSpec } from './dac-spec.js';

const adc = {
  kind: 'quantized',
  resolutionBits: 8,
  acquisitionTimeS: '20 ns',
  conversionTimeS: '80 ns',
  converters: 64,
  energyPerConversionJ: '2 pJ',
};
const serial = {
  kind: 'serial',
  latencyS: '100 ns',
  bandwidthBitPerS: '50 Gbit/s',
  framingBitsPerFrame: 0,
  energyPerBitJ: '5 pJ/bit',
};

function refusal(schema: z.ZodType, raw: unknown, root: string): string {
  const { error } = schema.safeParse(raw);
  if (error === undefined) throw new Error('was accepted');
  return describeZodError(error, raw, root);
}

describe('the specs of converters and links', () => {
  test('are written with units and read as plain numbers, errors being zero unless stated', () => {
    expect(adcSpec.parse(adc)).toEqual({
      kind: 'quantized',
      resolutionBits: 8,
      inl: { kind: 'none' },
      offsetErrorLsb: 0,
      gainErrorPctFs: 0,
      offsetSpreadLsbRms: 0,
      gainSpreadPctFsRms: 0,
      offsetDriftLsbPerS: 0,
      inputReferredNoiseLsbRms: 0,
      acquisitionTimeS: 20e-9,
      inputTimeConstantS: 0,
      conversionTimeS: 80e-9,
      latencyS: 0,
      converters: 64,
      energyPerConversionJ: 2e-12,
    });
    expect(linkSpec.parse(serial)).toMatchObject({
      latencyS: 1e-7,
      bandwidthBitPerS: 50e9,
      energyPerBitJ: 5e-12,
    });
    expect(dacSpec.parse({ kind: 'ideal' })).toEqual({ kind: 'ideal' });
  });

  test('answer mistakes in one line', () => {
    expect(refusal(adcSpec, { ...adc, resolutionBits: 0 }, 'chip.adc')).toBe(
      'chip.adc.resolutionBits: found 0, expected an integer from 2 to 16',
    );
    expect(refusal(adcSpec, { ...adc, conversionTimeS: '5 V' }, 'chip.adc')).toBe(
      'chip.adc.conversionTimeS: found 5 V, expected a time such as 1 us',
    );
    expect(refusal(linkSpec, { ...serial, bandwidthBitPerS: '-50 Gbit/s' }, 'chip.link')).toBe(
      'chip.link.bandwidthBitPerS: found -50 Gbit/s, expected a data rate above 0 such as 50 Gbit/s',
    );
    expect(refusal(adcSpec, { kind: 'ideal', resolutionBits: 8 }, 'chip.adc')).toBe(
      'chip.adc.resolutionBits: found an unknown field, expected one of kind',
    );
    expect(refusal(adcSpec, { ...adc, inl: { kind: 'shape' }, resolutionBits: 2 }, 'chip.adc')).toBe(
      'chip.adc.inl.kind: found shape, expected none, curve or mismatch: with 2 bits there are too few levels for a shape',
    );
    expect(refusal(adcSpec, { ...adc, inl: { kind: 'curve', pointsLsb: [1] } }, 'chip.adc')).toBe(
      'chip.adc.inl.pointsLsb: found [1], expected at least 2 points',
    );
    expect(refusal(adcSpec, { ...adc, inl: { kind: 'mismatch' } }, 'chip.adc')).toBe(
      'chip.adc.inl.unitMismatchPctRms: found nothing, expected a number of at least 0',
    );
    const hasty = { ...adc, acquisitionTimeS: '0 s', inputTimeConstantS: '1 ns' };
    expect(refusal(adcSpec, hasty, 'chip.adc')).toBe(
      'chip.adc.acquisitionTimeS: found 0 s, expected a time above 0 where there is an inputTimeConstantS',
    );
    expect(refusal(couplingSpec, { kind: 'quantised' }, 'chip.coupling')).toBe(
      'chip.coupling.kind: found quantised, expected one of ideal, quantized',
    );
  });

  test.each([
    ['dac', dacSpec],
    ['adc', adcSpec],
    ['coupling', couplingSpec],
    ['link', linkSpec],
  ])('have a JSON Schema in which every number may carry a source: %s', (_, schema) => {
    const [ideal, real] = jsonSchemaOf(schema).oneOf as { properties: Record<string, object> }[];
    expect(Object.keys(ideal?.properties ?? {})).toEqual(['kind']);
    for (const [name, property] of Object.entries(real?.properties ?? {})) {
      expect(property).toHaveProperty(name === 'kind' ? 'const' : name === 'inl' ? 'oneOf' : 'anyOf');
    }
  });
});
