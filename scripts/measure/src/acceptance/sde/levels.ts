import {
  SdePhysics,
  type AnalogProblem,
  type NormalSource,
  type Physics,
  type PhysicsSpec,
} from '@thermoloop/spu-emulator';

export type IntegratorName = Extract<PhysicsSpec, { level: 'sde' }>['integrator'];

export const integratorNames: readonly IntegratorName[] = ['euler-maruyama', 'stochastic-heun'];

/** One thread, so that the figures are the same everywhere. */
const threads = 1;

/** The level that steps cells in time, with a problem latched; released after `use`. */
export async function withSde<T>(
  integrator: IntegratorName,
  stepTau: number,
  railV: number,
  problem: AnalogProblem,
  use: (physics: SdePhysics) => Promise<T>,
): Promise<T> {
  return withLevel(new SdePhysics({ level: 'sde', integrator, stepTau }, railV), problem, use);
}

export async function withLevel<P extends Physics, T>(
  physics: P,
  problem: AnalogProblem,
  use: (physics: P) => Promise<T>,
): Promise<T> {
  try {
    await physics.program(problem, threads);
    return await use(physics);
  } finally {
    await physics.release();
  }
}

/** `cells` independent cells of the same rate. */
export function uncoupled(cells: number, rate: number): AnalogProblem {
  return {
    rows: 1,
    cells,
    couplings: new Float32Array(cells),
    drive: new Float32Array(cells),
    couplingGain: 1,
    driveGainV: 1,
    leak: rate,
  };
}

/**
 * Unit impulses for noise: of its m normals trajectory j gets the j-th as 1 and the others as 0. Linear cells then answer
 * with their response to it, whose outer products over m trajectories add up to the covariance under independent
 * normals.
 */
export function impulses(normalsPerTrajectory: number): NormalSource {
  return {
    fillNormal(out, from = 0) {
      for (let i = 0; i < out.length; i++) {
        const trajectory = Math.floor((from + i) / normalsPerTrajectory);
        out[i] = Number(from + i - trajectory * normalsPerTrajectory === trajectory);
      }
    },
  };
}
