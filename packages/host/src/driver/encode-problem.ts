import { ArrayId, largestCode, CodeKind, type Capabilities, type CodeFormat } from '@thermoloop/protocol';
import type { ArrayEncoder, EncodedArray } from '../encode/array-encoder.js';
import { blockCoding, encodeBlocks, type Blocks } from '../encode/block-codes.js';
import type { ConverterErrors } from './calibration/calibration.js';
import { correctedDrive } from './calibration/correct-drive.js';
import { carriesValues, type CodeBounds } from './code-bounds.js';
import type { DeviceStepReport } from './device-step-report.js';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import type { StepPlan } from './step-plan.js';
import type { ArrayUpload } from './device-session.js';

export interface EncodedProblem {
  /** In the order in which they are sent. */
  readonly arrays: readonly ArrayUpload[];
  readonly scales: DeviceStepReport['codeScales'];
  readonly clipped: Pick<DeviceStepReport['clipped'], 'couplings' | 'blocks' | 'drive' | 'start'>;
}

/**
 * The codes of B, S, g and x₀ at the scales of the plan.
 * @param dac known errors of the DACs of g and x₀, which are corrected before rounding
 * @throws NotFiniteError
 */
export async function encodeProblem(
  problem: NaturalGradientProblem,
  plan: StepPlan,
  bounds: CodeBounds,
  formats: Capabilities['formats'],
  encoder: ArrayEncoder,
  dac?: ConverterErrors,
): Promise<EncodedProblem> {
  const { factor, gradient, gradientPeak } = problem;
  const { rows, columns } = factor;
  const scales = {
    ...splitCouplingScale(plan.scales.couplingScale, bounds, formats),
    drive: plan.scales.driveScale,
  };

  const matrix = await encoder.encode(
    'B',
    factor.matrix,
    formats[ArrayId.COUPLINGS],
    scales.couplings,
    factor.matrixPeak,
  );
  const arrays: ArrayUpload[] = [{ array: ArrayId.COUPLINGS, codes: matrix.codes, rows, columns }];
  let blocks: EncodedArray | undefined;
  if (factor.blocks !== undefined) {
    blocks = codesOfBlocks(factor.blocks, formats[ArrayId.BLOCKS], scales.blocks);
    const { size } = factor.blocks;
    arrays.push({ array: ArrayId.BLOCKS, codes: blocks.codes, rows: rows / size, columns: size * size });
  }
  const wanted = { values: gradient, peak: gradientPeak };
  const sent = dac === undefined ? wanted : correctedDrive(gradient, scales.drive, dac);
  const drive = await encoder.encode(
    'the gradient',
    sent.values,
    formats[ArrayId.DRIVE],
    scales.drive,
    sent.peak,
  );
  arrays.push({ array: ArrayId.DRIVE, codes: drive.codes, rows: 1, columns });
  let start: EncodedArray | undefined;
  if (plan.written !== undefined) {
    const { scale } = plan.written;
    const { values, peak } =
      dac === undefined ? plan.written : correctedDrive(plan.written.values, scale, dac);
    start = await encoder.encode('the start state', values, formats[ArrayId.START], scale, peak);
    arrays.push({ array: ArrayId.START, codes: start.codes, rows: 1, columns });
  }
  return {
    arrays,
    scales,
    clipped: {
      couplings: matrix.clipped,
      blocks: blocks?.clipped ?? 0,
      drive: drive.clipped,
      start: start?.clipped ?? 0,
    },
  };
}

/** s_B and s_S with s_B²·s_S as given: blocks at their smallest scale, the rest in B, if B has a scale. */
function splitCouplingScale(
  couplingScale: number,
  bounds: CodeBounds,
  formats: Capabilities['formats'],
): { couplings: number; blocks: number } {
  if (carriesValues(formats[ArrayId.COUPLINGS])) return { couplings: 1, blocks: couplingScale };
  return { couplings: Math.sqrt(couplingScale / bounds.blocks), blocks: bounds.blocks };
}

function codesOfBlocks(blocks: Blocks, format: CodeFormat, scale: number): EncodedArray {
  if (carriesValues(format)) return { codes: blocks.values, clipped: 0 };
  const codes = new (format.kind === CodeKind.INT8 ? Int8Array : Int16Array)(blocks.values.length);
  const { clipped } = encodeBlocks(
    blocks,
    blockCoding(blocks),
    Math.fround(scale),
    largestCode(format),
    codes,
  );
  return { codes, clipped };
}
