import type { LinearSystem } from '../physics/exact/closed-forms.js';
import type { AnalogProblem, Couplings, Physics, Relaxation, Watch } from '../physics/physics.js';

/** A linear system as a level of physics gets it. */
export function problemOf(
  system: LinearSystem,
  couplings: Couplings = Float32Array.from(system.couplings),
): AnalogProblem {
  const { rows, cells, blocks, couplingGain, leak, drive } = system;
  const shared = { rows, cells, couplingGain, leak, driveGainV: 1, ...(blocks && { blocks }) };
  return { ...shared, couplings, drive: Float32Array.from(drive) };
}

/** Independent cells of the same rate and drive. */
export function uncoupled(cells: number, rate: number, driveV: number): AnalogProblem {
  return {
    rows: 1,
    cells,
    couplings: new Float32Array(cells),
    drive: new Float32Array(cells).fill(driveV),
    couplingGain: 1,
    driveGainV: 1,
    leak: rate,
  };
}

/** Relaxes and returns what was seen: by repeat, then by sample. */
export async function samplesOf(physics: Physics, relaxation: Relaxation): Promise<Float32Array[][]> {
  const seen: Float32Array[][] = [];
  const watch: Watch = {
    sampled(repeat, sample, volts) {
      (seen[repeat] ??= [])[sample] = volts.slice();
    },
    checkpoint: () => undefined,
  };
  await physics.relax(relaxation, watch);
  return seen;
}
