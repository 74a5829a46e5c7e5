import { ArrayId, type Capabilities } from '@thermoloop/protocol';
import { carriesValues } from '../code-bounds.js';
import type { Calibration, ConverterErrors } from './calibration.js';
import { CalibrationError } from './calibration-error.js';

/** @throws CalibrationError for another number of converters, or for converters that carry values */
export function checkCalibration(
  { dac, adc }: Calibration,
  { converters, formats }: Pick<Capabilities, 'converters' | 'formats'>,
): void {
  const check = (kind: string, errors: ConverterErrors | undefined, there: number, array: ArrayId): void => {
    const expected = carriesValues(formats[array]) ? 0 : there;
    if (errors !== undefined && errors.gains.length !== expected)
      throw new CalibrationError(kind, errors.gains.length, expected);
  };
  check('DAC', dac, converters.dac, ArrayId.DRIVE);
  check('ADC', adc, converters.adc, ArrayId.READOUT);
}
