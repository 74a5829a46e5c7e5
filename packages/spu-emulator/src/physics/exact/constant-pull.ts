import { multiplyBlocks } from '../block-matrix.js';
import type { CouplingArray } from '../couplings/coupling-array.js';
import type { AnalogProblem } from '../physics.js';

/**
 * δg + o − ρBᵀSp: what pulls the cells whatever they hold, in volts per τ; undefined where it is the drive alone. Linear
 * cells and rows only: no row limit, B' = B.
 */
export async function constantPull(
  { rows, drive, driveGainV, driveOffsetV, rowOffsets, blocks, couplingGain }: AnalogProblem,
  array: CouplingArray,
): Promise<Float64Array | undefined> {
  if (driveOffsetV === undefined && rowOffsets === undefined) return undefined;
  const pull = new Float64Array(drive.length);
  if (rowOffsets !== undefined) {
    const currents = new Float64Array(rows);
    if (blocks === undefined) currents.set(rowOffsets);
    else multiplyBlocks(blocks, rowOffsets, currents);
    (await array.spread(currents)).forEach((value, i) => (pull[i] = -couplingGain * value));
  }
  for (let i = 0; i < pull.length; i++) {
    pull[i] = (pull[i] as number) + driveGainV * (drive[i] as number) + (driveOffsetV?.[i] ?? 0);
  }
  return pull;
}
