import type { AdcSpec, DacSpec } from '@thermoloop/bus';
import { fitLine } from '../../analysis/least-squares.js';
import type { ExpectedBoth } from '../static-findings.js';
import { expectedOfAdc, expectedOfDac } from './expected-linearity.js';
import { datasheetAdcLevels, datasheetDacLevels, inlKnowledge } from './static-levels.js';

/** Levels on each side of 0 by which the code for 0 V is found. */
const beside = 6;

/** What the datasheet's INL leads to, of each kind of converter. */
export function expectedBoth({ adc, dac }: { readonly adc: AdcSpec; readonly dac: DacSpec }): ExpectedBoth {
  const adcLargest = adc.kind === 'ideal' ? 1 : 2 ** (adc.resolutionBits - 1) - 1;
  const dacLargest = dac.kind === 'ideal' ? 1 : 2 ** (dac.resolutionBits - 1) - 1;
  const levels = Float64Array.from({ length: 2 * adcLargest }, (_, i) => i - adcLargest + 0.5);
  const codes = Float64Array.from({ length: 2 * dacLargest + 1 }, (_, i) => i - dacLargest);
  return {
    adc: expectedOfAdc(adc, levels),
    dac: expectedOfDac(dac, codes),
    adcAtZero: adc.kind === 'quantized' && inlKnowledge(adc) === 'curve' ? adcShift(adc, adcLargest) : 0,
    dacAtZero:
      dac.kind === 'quantized' && inlKnowledge(dac) === 'curve' ? datasheetDacLevels(dac, [0], 0)[0]! : 0,
  };
}

function adcShift(adc: AdcSpec & { kind: 'quantized' }, largest: number): number {
  const highest = Math.min(largest, beside);
  const found = datasheetAdcLevels(adc, 0).subarray(largest - highest, largest + highest);
  return fitLine(
    found,
    Float64Array.from(found, (_, i) => i - highest + 0.5),
  ).intercept;
}
