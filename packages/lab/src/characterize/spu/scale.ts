import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Responses } from './responses.js';

/** By which converter codes are volts. */
export interface Scale {
  readonly ruler: 'ADC' | 'DAC';
  /** by how much its mean gain may differ from what it should be, relative, as the datasheet says */
  readonly uncertainty: number;
  /** of each cell that answers, at a readout gain */
  codesPerVolt(readoutGain: number): Float64Array;
}

/** Standard deviations of the mean gain that the uncertainty covers. */
const sigmas = 5;

/** The converter whose gain the datasheet knows better: either the ADC, or the DAC that has written the starts. */
export function scaleOf({ written, startGain }: Responses, { adc, dac }: ChipSpec): Scale {
  const [ofAdc, ofDac] = [gainUncertainty(adc), gainUncertainty(dac)];
  const cells = written.slopes.all.length;
  if (ofAdc <= ofDac) {
    return {
      ruler: 'ADC',
      uncertainty: ofAdc,
      codesPerVolt: (gain) => new Float64Array(cells).fill(1 / gain),
    };
  }
  return {
    ruler: 'DAC',
    uncertainty: ofDac,
    codesPerVolt: (gain) =>
      written.slopes.all.map((slope) => (slope * written.readoutGain) / startGain / gain),
  };
}

/** Of the mean over the converters. */
function gainUncertainty(spec: ChipSpec['adc'] | ChipSpec['dac']): number {
  if (spec.kind === 'ideal') return 0;
  const spread = spec.gainSpreadPctFsRms / 100;
  return Math.abs(spec.gainErrorPctFs) / 100 + (sigmas * spread) / Math.sqrt(spec.converters) + spread ** 2;
}
