import type { ResolvedChip } from '../../chips/resolve-chip.js';
import { InputError } from '../../input-error.js';
import { nearestName } from '@thermoloop/bus';
import { chipParameters, type ChipParameter } from '../explain/chip-parameters.js';
import type { Changes } from '../vary/changed-subject.js';
import { withBits, type Converter } from '../vary/with-bits.js';

/** A parameter of a chip and the values that it may have, from the cheapest to the chip's own. */
export interface Axis {
  /** 'adc.resolutionBits'. */
  readonly path: string;
  readonly unit: string;
  readonly given: number;
  readonly values: readonly number[];
  changes(value: number): Changes;
}

/** Parameters of which a smaller value costs less: fewer bits, fewer converters, a slower link. */
const smallerIsCheaper = /(Bits|\.converters|\.banks|\.bandwidthBitPerS)$/;
/** Those of which a larger one does: more noise, more error, more time. */
const largerIsCheaper =
  /(NoiseLsbRms|NoisePctRms|ErrorLsb|ErrorPct|LsbRms|Lsb|PctRms|PctFsRms|PctFs|Pct|VRms|varianceV2|droopPerS|DriftLsbPerS|TimeS|latencyS|LatencyS)$/;

const shortNames: Readonly<Record<string, string>> = {
  'adc.bits': 'adc.resolutionBits',
  'dac.bits': 'dac.resolutionBits',
  'coupling.bits': 'coupling.resolutionBits',
};

/** Real numbers go by factors of two, so far away from the chip's own value. */
const octaves = 12;
/** Instead of factors of nothing: powers of two of the unit. */
const fromZero = { lowest: -8, highest: 8 };

/**
 * The axis of a parameter, by its path or a short name.
 * @throws InputError for what is no number of this chip, or of which it is not clear what is cheap
 */
export function axisOf(asked: string, chip: ResolvedChip): Axis {
  const name = asked.replace(/^chip\./, '');
  const path = shortNames[name] ?? name;
  const parameters = chipParameters(chip);
  const candidates = parameters.filter(isAxis);
  const parameter = candidates.find((each) => each.path === path);
  if (parameter === undefined) throw noAxis(asked, path, parameters, candidates);
  const { unit, value: given } = parameter;
  return {
    path,
    unit,
    given,
    values: valuesOf(parameter),
    changes: (value) => changesOf(path, value, unit, chip),
  };
}

type NumberParameter = ChipParameter & { readonly unit: string; readonly value: number };

function isAxis(parameter: ChipParameter): parameter is NumberParameter {
  const { path, unit, value } = parameter;
  const isCheapKnown = smallerIsCheaper.test(path) || largerIsCheaper.test(path);
  return typeof value === 'number' && unit !== undefined && isCheapKnown;
}

function noAxis(
  asked: string,
  path: string,
  parameters: readonly ChipParameter[],
  candidates: readonly NumberParameter[],
): InputError {
  const names = candidates.map((each) => each.path);
  const known = parameters.find((each) => each.path === path);
  const near = nearestName(path, [...names, ...Object.keys(shortNames)]);
  return new InputError({
    place: `--minimize ${asked}`,
    found:
      known === undefined
        ? 'no parameter of this chip'
        : typeof known.value === 'number'
          ? 'a number of which less is not known to be cheaper, nor more'
          : 'no number',
    expected: near ?? 'a number of the chip of which it is clear what is cheap',
    remedy: `One of ${names.join(', ')}.`,
  });
}

function valuesOf({ path, value, isInteger, minimum, maximum }: NumberParameter): number[] {
  const isSmaller = smallerIsCheaper.test(path);
  if (isInteger && isSmaller) {
    const least = minimum ?? 0;
    return Array.from({ length: value - least + 1 }, (_, i) => least + i);
  }
  const steps = Array.from({ length: octaves + 1 }, (_, i) => octaves - i);
  const values =
    value === 0
      ? [
          ...Array.from(
            { length: fromZero.highest - fromZero.lowest + 1 },
            (_, i) => 2 ** (fromZero.highest - i),
          ),
          0,
        ]
      : steps.map((octave) => value * 2 ** (isSmaller ? -octave : octave));
  const allowed = values.filter((each) => each >= (minimum ?? -Infinity) && each <= (maximum ?? Infinity));
  return [...new Set(isInteger ? allowed.map(Math.round) : allowed)];
}

function changesOf(path: string, value: number, unit: string, { spec }: ResolvedChip): Changes {
  const converter = /^(adc|dac|coupling)\.resolutionBits$/.exec(path)?.[1] as Converter | undefined;
  const bits = converter === undefined ? undefined : withBits(spec, converter, value);
  return bits ?? { [`chip.${path}`]: unit === '' ? value : `${value} ${unit}` };
}
