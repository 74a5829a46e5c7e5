import type { ConverterErrors } from './calibration.js';

/**
 * What ADCs without errors would have read: value = (code·unit − offset·unit)/gain, each cell through its own converter.
 * Changes the array that it is given and returns it. @param unit of one code in the values
 */
export function correctReading(
  values: Float32Array,
  unit: number,
  { gains, offsetsLsb }: ConverterErrors,
): Float32Array {
  let converter = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i]! - offsetsLsb[converter]! * unit) / gains[converter]!;
    converter = converter + 1 === gains.length ? 0 : converter + 1;
  }
  return values;
}
