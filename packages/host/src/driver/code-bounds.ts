import { ArrayId, CodeKind, largestCode, type Capabilities, type CodeFormat } from '@thermoloop/protocol';
import { blockCoding, smallestBlockScale } from '../encode/block-codes.js';
import { NotFiniteError } from '../encode/not-finite-error.js';
import type { ConverterErrors } from './calibration/calibration.js';
import { smallestCorrectedScale } from './calibration/correct-drive.js';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import type { ScaleBound } from './scales.js';

/**
 * The smallest scales (value per code) at which nothing of a problem clips; 1 for formats that carry values, 0 for
 * arrays of zeros.
 */
export interface CodeBounds {
  /** Of B. */
  readonly matrix: number;
  /** Of S; 1 where S = I, and for zeros. */
  readonly blocks: number;
  /** Of g. */
  readonly drive: number;
  /** What the search has to keep: s_B²·s_S and s_g. */
  readonly couplings: ScaleBound;
  readonly driveBound: ScaleBound;
  /** Of a start state with this peak. */
  readonly start: (peak: number) => number;
}

/** @param dac known errors of the DACs, which are corrected @throws NotFiniteError if a peak is NaN or infinite */
export function codeBounds(
  problem: NaturalGradientProblem,
  formats: Capabilities['formats'],
  dac?: ConverterErrors,
): CodeBounds {
  const { factor } = problem;
  const couplingFormat = formats[ArrayId.COUPLINGS];
  const blockFormat = formats[ArrayId.BLOCKS];
  const matrix = smallestScale('B', factor.matrixPeak, couplingFormat);
  const drive = smallestScale('the gradient', problem.gradientPeak, formats[ArrayId.DRIVE], dac);
  const blocks =
    factor.blocks === undefined || carriesValues(blockFormat)
      ? 1
      : smallestBlockScale(factor.blocks, blockCoding(factor.blocks), largestCode(blockFormat)) || 1;
  const unitBlocks = factor.blocks === undefined || carriesValues(blockFormat);
  return {
    matrix,
    blocks,
    drive,
    couplings:
      carriesValues(couplingFormat) && unitBlocks
        ? { kind: 'unit' }
        : { kind: 'atLeast', minimum: matrix * matrix * blocks },
    driveBound: carriesValues(formats[ArrayId.DRIVE])
      ? { kind: 'unit' }
      : { kind: 'atLeast', minimum: drive },
    start: (peak) => smallestScale('the start state', peak, formats[ArrayId.START], dac),
  };
}

/** Whether a format carries f32 values instead of codes. */
export function carriesValues(format: CodeFormat): boolean {
  return format.kind === CodeKind.FLOAT32;
}

/** max |v| / largest code, with room for what corrects the errors of converters; 1 for a format that carries values. */
export function smallestScale(
  array: string,
  peak: number,
  format: CodeFormat,
  errors?: ConverterErrors,
): number {
  if (!Number.isFinite(peak)) throw new NotFiniteError(array);
  if (carriesValues(format)) return 1;
  const largest = largestCode(format);
  return errors === undefined ? peak / largest : smallestCorrectedScale(peak, largest, errors);
}
