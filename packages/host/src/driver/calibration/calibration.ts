/** Static errors of the converters of one kind, one entry a converter; value i goes through converter i modulo their number. */
export interface ConverterErrors {
  /** 1 if ideal. */
  readonly gains: readonly number[];
  /** Code of an ADC for 0 V, or output of a DAC for code 0, in LSB. */
  readonly offsetsLsb: readonly number[];
}

/** What is known of the converters of a device; a kind that is left out is taken as ideal. */
export interface Calibration {
  readonly dac?: ConverterErrors;
  readonly adc?: ConverterErrors;
}
