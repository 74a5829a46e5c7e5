import type { AdcSpec, DacSpec } from '@thermoloop/bus';
import { fitLine } from '../../analysis/least-squares.js';
import type { ExpectedBoth } from '../static-findings.js';
import { adcLevelsOf, expectedLinearity, expectedOfDac, type LevelsOfPiece } from './expected-linearity.js';
import { datasheetDacLevels, inlKnowledge } from './static-levels.js';

/** Levels on each side of 0 by which the code for 0 V is found. */
const beside = 6;

/** What the datasheet's INL leads to, of each kind of converter. */
export function expectedBoth({ adc, dac }: { readonly adc: AdcSpec; readonly dac: DacSpec }): ExpectedBoth {
  const dacLargest = dac.kind === 'ideal' ? 1 : 2 ** (dac.resolutionBits - 1) - 1;
  const codes = Float64Array.from({ length: 2 * dacLargest + 1 }, (_, i) => i - dacLargest);
  return {
    ...expectedOfAdc(adc),
    dac: expectedOfDac(dac, codes),
    dacAtZero:
      dac.kind === 'quantized' && inlKnowledge(dac) === 'curve' ? datasheetDacLevels(dac, [0], 0)[0]! : 0,
  };
}

function expectedOfAdc(spec: AdcSpec): Pick<ExpectedBoth, 'adc' | 'adcAtZero' | 'adcLevels'> {
  if (spec.kind === 'ideal') {
    const none = new Float64Array(2);
    return { adc: expectedLinearity(() => none, none, 'none'), adcAtZero: 0, adcLevels: () => none };
  }
  const largest = 2 ** (spec.resolutionBits - 1) - 1;
  const ideal = Float64Array.from({ length: 2 * largest }, (_, i) => i - largest + 0.5);
  const adcLevels = adcLevelsOf(spec);
  const knowledge = inlKnowledge(spec);
  return {
    adc: expectedLinearity(adcLevels, ideal, knowledge),
    adcAtZero: knowledge === 'curve' ? shiftAtZero(adcLevels, largest) : 0,
    adcLevels,
  };
}

function shiftAtZero(levelsOf: LevelsOfPiece, largest: number): number {
  const highest = Math.min(largest, beside);
  const found = levelsOf(0).subarray(largest - highest, largest + highest);
  return fitLine(
    found,
    Float64Array.from(found, (_, i) => i - highest + 0.5),
  ).intercept;
}
