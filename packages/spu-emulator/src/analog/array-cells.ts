import type { RandomStream } from '@thermoloop/sim-kernel';
import type { CellErrors } from '../chip/cell-errors.js';
import type { FixedCells } from '../physics/physics.js';

/** How the cells of a problem differ from each other; what does not differ is absent. */
export interface UnevenCells {
  readonly driveOffsetV?: Float32Array;
  readonly leakFactors?: Float64Array;
  readonly timeConstantFactors?: Float64Array;
  readonly fixed?: FixedCells;
}

/** The first `cells` cells of an instance. Each effect draws from a stream of its own; cell i takes number i. */
export function unevenCells(errors: CellErrors, cells: number, instance: RandomStream): UnevenCells {
  const { driveOffsetVRms, leakSpreadPctRms, timeConstantSpreadPctRms } = errors;
  const normals = (name: string): Float64Array => {
    const out = new Float64Array(cells);
    instance.child(name).fillNormal(out);
    return out;
  };
  const factors = (name: string, pctRms: number): Float64Array =>
    normals(name).map((normal) => 1 + (pctRms / 100) * normal);
  const fixed = fixedCells(errors, cells, instance);
  return {
    ...(driveOffsetVRms > 0 && {
      driveOffsetV: Float32Array.from(normals('drive offset'), (normal) => driveOffsetVRms * normal),
    }),
    ...(leakSpreadPctRms > 0 && { leakFactors: factors('leak', leakSpreadPctRms) }),
    ...(timeConstantSpreadPctRms > 0 && {
      timeConstantFactors: factors('time constant', timeConstantSpreadPctRms),
    }),
    ...(fixed && { fixed }),
  };
}

/** Dead and stuck cells; one that is both is dead. */
function fixedCells(
  { deadPct, stuckPct, stuckV }: CellErrors,
  cells: number,
  instance: RandomStream,
): FixedCells | undefined {
  if (deadPct === 0 && stuckPct === 0) return undefined;
  const isDead = chosen(instance.child('dead'), deadPct, cells);
  const isStuck = chosen(instance.child('stuck'), stuckPct, cells);
  const indices = Int32Array.from({ length: cells }, (_, i) => i).filter((i) => isDead(i) || isStuck(i));
  if (indices.length === 0) return undefined;
  return { indices, volts: Float32Array.from(indices, (i) => (isDead(i) ? 0 : stuckV)) };
}

function chosen(stream: RandomStream, percent: number, cells: number): (cell: number) => boolean {
  if (percent === 0) return () => false;
  const uniforms = new Float64Array(cells);
  stream.fillUniform(uniforms);
  return (cell) => (uniforms[cell] as number) < percent / 100;
}
