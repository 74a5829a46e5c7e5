import type { ConverterBench, ConverterKind } from '../converters/converter-bench.js';
import type { ConverterErrors, Survey } from '../converters/survey.js';
import type { CalibrationFile } from './calibration-file.js';

/** The calibration that a survey of every converter leads to; undefined where only a sample was surveyed. */
export function calibrationOf(converters: ConverterBench, survey: Survey): CalibrationFile | undefined {
  const { dacs, adcs, reference } = survey;
  if (dacs.length < converters.dac.count || adcs.length < converters.adc.count) return undefined;
  const dac = tableOf(converters.dac, dacs);
  const adc = tableOf(converters.adc, adcs);
  if ([...(dac?.gains ?? []), ...(adc?.gains ?? [])].some((gain) => !(gain > 0))) return undefined;
  return {
    schema: 'thermoloop.calibration/1',
    chip: converters.capabilities.chip,
    gainOf: reference === undefined ? 'loop' : 'reference',
    ...(dac && { dac }),
    ...(adc && { adc }),
  };
}

/** Numbers with as many digits as mean something. */
const digits = 7;

function tableOf(
  { carriesValues }: ConverterKind,
  errors: readonly ConverterErrors[],
): { gains: number[]; offsetsLsb: number[] } | undefined {
  if (carriesValues) return undefined;
  const rounded = (value: number): number => Number(value.toPrecision(digits));
  return {
    gains: errors.map(({ gain }) => rounded(gain)),
    offsetsLsb: errors.map(({ offset }) => rounded(offset)),
  };
}
