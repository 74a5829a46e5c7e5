import type { AdcSpec } from '../converter/adc-spec.js';
import type { DacSpec } from '../converter/dac-spec.js';

export type QuantizedAdcSpec = AdcSpec & { kind: 'quantized' };
export type QuantizedDacSpec = DacSpec & { kind: 'quantized' };

const noStaticError = {
  inl: { kind: 'none' },
  offsetErrorLsb: 0,
  gainErrorPctFs: 0,
  offsetSpreadLsbRms: 0,
  gainSpreadPctFsRms: 0,
  offsetDriftLsbPerS: 0,
  latencyS: 0,
} as const;

/** An ADC whose only effect is its quantiser, but for the changes. */
export function exampleAdc(changes: Partial<QuantizedAdcSpec> = {}): QuantizedAdcSpec {
  return {
    kind: 'quantized',
    resolutionBits: 8,
    ...noStaticError,
    inputReferredNoiseLsbRms: 0,
    acquisitionTimeS: 20e-9,
    inputTimeConstantS: 0,
    conversionTimeS: 80e-9,
    converters: 64,
    energyPerConversionJ: 2e-12,
    ...changes,
  };
}

/** A DAC without errors, but for the changes. */
export function exampleDac(changes: Partial<QuantizedDacSpec> = {}): QuantizedDacSpec {
  return {
    kind: 'quantized',
    resolutionBits: 8,
    fullScaleRangeV: 1,
    ...noStaticError,
    outputNoiseLsbRms: 0,
    settlingTimeS: 50e-9,
    conversionTimeS: 10e-9,
    converters: 64,
    energyPerConversionJ: 1e-12,
    ...changes,
  };
}
