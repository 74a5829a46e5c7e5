import { ArrayId, CodeKind } from '@thermoloop/protocol';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roundToCodes } from '../../encode/round-to-codes.js';
import { codedRecord, idealRecord } from '../testing/dense-device.js';
import { formatsOf } from '@thermoloop/protocol';
import { checkCalibration } from './check-calibration.js';
import { correctedDrive, smallestCorrectedScale } from './correct-drive.js';
import { correctReading } from './correct-reading.js';

const gain = fc.double({ min: 0.5, max: 1.5, noNaN: true });
const offset = fc.double({ min: -30, max: 30, noNaN: true });
const errors = fc
  .array(fc.tuple(gain, offset), { minLength: 1, maxLength: 4 })
  .map((pairs) => ({ gains: pairs.map(([g]) => g), offsetsLsb: pairs.map(([, o]) => o) }));
const values = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
const largest = 2047;

describe('values sent through DACs with known errors', () => {
  test('come out as they were, to half an LSB of each, and nothing clips', () => {
    fc.assert(
      fc.property(errors, values, (dac, list) => {
        const wanted = Float32Array.from(list);
        const peak = Math.max(1e-3, ...list.map(Math.abs));
        const scale = Math.fround(smallestCorrectedScale(peak, largest, dac) * 1.000001);
        const { values: corrected } = correctedDrive(wanted, scale, dac);
        const codes = new Int16Array(list.length);
        expect(roundToCodes('x', corrected, scale, largest, codes).clipped).toBe(0);
        for (const [i, value] of wanted.entries()) {
          const converter = i % dac.gains.length;
          const output = scale * (codes[i]! * dac.gains[converter]! + dac.offsetsLsb[converter]!);
          expect(Math.abs(output - value)).toBeLessThan(scale * (0.5 * dac.gains[converter]! + 1e-3));
        }
      }),
    );
  });

  test('a peak is that of what is rounded', () => {
    const { values: corrected, peak } = correctedDrive(Float32Array.of(1, -2), 0.5, {
      gains: [0.5, 1],
      offsetsLsb: [2, -2],
    });
    expect([...corrected]).toEqual([0, -1]);
    expect(peak).toBe(1);
  });
});

test('readings of ADCs with known errors are what ideal ones would have read', () => {
  const adc = { gains: [1.1, 0.9], offsetsLsb: [3, -1] };
  const codes = Float32Array.of(11 * 1.1 + 3, -7 * 0.9 - 1, 20 * 1.1 + 3).map((code) => 0.25 * code);
  const read = [...correctReading(codes, 0.25, adc)];
  for (const [i, expected] of [2.75, -1.75, 5].entries()) expect(read[i]).toBeCloseTo(expected, 6);
});

test('a calibration for another number of converters, or for none, is refused in one line', () => {
  const device = { converters: { dac: 2, adc: 3 }, formats: formatsOf(codedRecord) };
  const three = { gains: [1, 1, 1], offsetsLsb: [0, 0, 0] };
  expect(() => checkCalibration({ adc: three }, device)).not.toThrow();
  expect(() => checkCalibration({ dac: three }, device)).toThrow(
    'the calibration is for 3 DAC converters; the device has 2: take the one that was measured on it',
  );
  const values = { ...device, formats: formatsOf(idealRecord) };
  expect(values.formats[ArrayId.READOUT].kind).toBe(CodeKind.FLOAT32);
  expect(() => checkCalibration({ adc: three }, values)).toThrow('for 3 ADC converters; the device has 0');
});
