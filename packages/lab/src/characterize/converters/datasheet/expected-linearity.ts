import type { AdcSpec, DacSpec } from '@thermoloop/bus';
import { linearity, peak } from '../../analysis/linearity.js';
import type { Specified } from '../../figure.js';
import { drawnRange } from './drawn-range.js';
import { datasheetAdcLevels, datasheetDacLevels, inlKnowledge, type InlKnowledge } from './static-levels.js';

/** INL and DNL that the datasheet leads to, by best-fit line. */
export interface ExpectedLinearity {
  readonly knowledge: InlKnowledge;
  readonly inlPeak: Specified;
  readonly dnlPeak: Specified;
  /** What no converter's INL exceeds, in LSB, before a line is taken off. */
  readonly largestInl: number;
  /** How much the INL shifts gain and offset of the best-fit line; drawn INL does not. */
  readonly gain: number;
  readonly offset: number;
  /** Where every converter is alike: INL and DNL of each level. */
  readonly inl?: Float64Array;
  readonly dnl?: Float64Array;
}

const nothing = { kind: 'value', value: 0 } as const;

/** Of an ADC over all levels, or of a DAC over the codes given. */
export function expectedLinearity(
  levelsOf: (piece: number) => Float64Array,
  ideal: ArrayLike<number>,
  knowledge: InlKnowledge,
): ExpectedLinearity {
  if (knowledge === 'none') {
    return { knowledge, inlPeak: nothing, dnlPeak: nothing, largestInl: 0, gain: 1, offset: 0 };
  }
  const away = (levels: Float64Array): number => peak(levels.map((level, i) => level - ideal[i]!)).value;
  if (knowledge === 'curve') {
    const levels = levelsOf(0);
    const { inl, dnl, correction } = linearity(levels, ideal, 'best-fit');
    return {
      knowledge,
      inl,
      dnl,
      inlPeak: { kind: 'value', value: peak(inl).value },
      dnlPeak: { kind: 'value', value: peak(dnl).value },
      largestInl: away(levels),
      gain: correction.gain,
      offset: correction.offset,
    };
  }
  const pieces = Array.from({ length: ideal.length > 2 ** 13 ? 6 : 48 }, (_, piece) => {
    const levels = levelsOf(piece);
    const { inl, dnl } = linearity(levels, ideal, 'best-fit');
    return { inl: peak(inl).value, dnl: peak(dnl).value, largest: away(levels) };
  });
  return {
    knowledge,
    inlPeak: drawnRange(pieces.map(({ inl }) => inl)),
    dnlPeak: drawnRange(pieces.map(({ dnl }) => dnl)),
    largestInl: drawnRange(pieces.map(({ largest }) => largest)).high,
    gain: 1,
    offset: 0,
  };
}

/** Transition levels of an ADC of the datasheet, by piece; each is worked out once. */
export type LevelsOfPiece = (piece: number) => Float64Array;

export function adcLevelsOf(spec: AdcSpec & { kind: 'quantized' }): LevelsOfPiece {
  const known = new Map<number, Float64Array>();
  return (piece) => {
    const levels = known.get(piece) ?? datasheetAdcLevels(spec, piece);
    known.set(piece, levels);
    return levels;
  };
}

export function expectedOfDac(spec: DacSpec, codes: ArrayLike<number>): ExpectedLinearity {
  if (spec.kind === 'ideal') return expectedLinearity(() => Float64Array.from(codes), codes, 'none');
  return expectedLinearity((piece) => datasheetDacLevels(spec, codes, piece), codes, inlKnowledge(spec));
}

/**
 * Of both, one behind the other: mean codes of the ADC for codes of the DAC at a ratio of the gains, in LSB of the ADC,
 * rounding aside.
 */
export function expectedOfLoop(
  dac: DacSpec,
  adc: AdcSpec,
  levelsOf: LevelsOfPiece,
  codes: ArrayLike<number>,
  ratio: number,
): ExpectedLinearity {
  const knowledges = [dac, adc].map((spec) => (spec.kind === 'ideal' ? 'none' : inlKnowledge(spec)));
  const knowledge = knowledges.includes('drawn') ? 'drawn' : knowledges.includes('curve') ? 'curve' : 'none';
  const ideal = Float64Array.from(codes, (code) => code * ratio);
  const meansOf = (piece: number): Float64Array => {
    const outputs = dac.kind === 'ideal' ? Float64Array.from(codes) : datasheetDacLevels(dac, codes, piece);
    const inputs = outputs.map((level) => level * ratio);
    return adc.kind === 'ideal' ? inputs : between(levelsOf(piece), inputs);
  };
  return expectedLinearity(meansOf, ideal, knowledge);
}

/** Codes without rounding: k − ½ at each level, straight between. */
function between(levels: Float64Array, inputs: Float64Array): Float64Array {
  const first = -levels.length / 2 + 0.5;
  return inputs.map((input) => {
    let [low, high] = [0, levels.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (levels[middle]! <= input) low = middle;
      else high = middle;
    }
    return first + low + (input - levels[low]!) / (levels[high]! - levels[low]!);
  });
}
