import type { CodeArray } from '@thermoloop/protocol';
import type { ConverterErrors } from '../driver/calibration/calibration.js';

/** What codes stand for through DACs with these errors: scale·(gain·code + offset), code i by converter i modulo their number. */
export function valuesOfCodes(
  codes: CodeArray,
  scale: number,
  errors: ConverterErrors | undefined,
): Float64Array {
  if (errors === undefined) return Float64Array.from(codes, (code) => scale * code);
  const { gains, offsetsLsb } = errors;
  return Float64Array.from(codes, (code, i) => {
    const converter = i % gains.length;
    return scale * (gains[converter]! * code + offsetsLsb[converter]!);
  });
}

/** How cell i goes through its ADC: code = value·codesPerValue + offset, before rounding. */
export interface CellConverter {
  readonly codesPerValue: number;
  readonly offset: number;
}

/** @param unit problem units per code of an ADC without errors */
export function cellConverters(
  unit: number,
  errors: ConverterErrors | undefined,
): (cell: number) => CellConverter {
  if (errors === undefined) {
    const ideal = { codesPerValue: 1 / unit, offset: 0 };
    return () => ideal;
  }
  const each = errors.gains.map((gain, i) => ({
    codesPerValue: gain / unit,
    offset: errors.offsetsLsb[i]!,
  }));
  return (cell) => each[cell % each.length]!;
}
