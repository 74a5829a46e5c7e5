import { ArrayId } from '@thermoloop/protocol';
import type { DeviceStepReport } from '../device-step-report.js';
import type { NaturalGradientProblem } from '../natural-gradient-problem.js';
import { relax } from './dense-algebra.js';
import type { DenseDevice } from './dense-device.js';
import { denseSystem } from './dense-problem.js';

/** x(t) of the problem itself, from a start state in problem units. */
export function exact(
  problem: NaturalGradientProblem,
  start: ArrayLike<number>,
  time = problem.runTimeTau,
): number[] {
  const system = denseSystem(problem.factor, problem.damping);
  return relax(system, [...problem.gradient], Array.from(start), time);
}

/** x(t) of the problem that the codes and scales stand for, at the run time that the ticks amount to. */
export function fromCodes(
  problem: NaturalGradientProblem,
  device: DenseDevice,
  report: DeviceStepReport,
  start: ArrayLike<number>,
): number[] {
  const { codeScales, runTimeTau } = report;
  const blocks = problem.factor.blocks && {
    size: problem.factor.blocks.size,
    values: device.codes.get(ArrayId.BLOCKS)!,
  };
  const factor = {
    ...problem.factor,
    matrix: device.codes.get(ArrayId.COUPLINGS)!,
    ...(blocks && { blocks }),
  };
  const system = denseSystem(factor, problem.damping, codeScales.couplings, codeScales.blocks);
  const drive = Array.from(device.codes.get(ArrayId.DRIVE)!, (code) => codeScales.drive * code);
  return relax(system, drive, Array.from(start), runTimeTau.realised);
}

export const zeros = (n: number): number[] => new Array<number>(n).fill(0);
