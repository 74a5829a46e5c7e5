import { meanAt, noiseOperator, type AnalogProblem, type LinearSystem } from '@thermoloop/spu-emulator';
import type { Requirement } from '../../output/requirement.js';
import { impulses, integratorNames, withSde, type IntegratorName } from './levels.js';

const runTimeTau = 1.6;
const stepCounts = [8, 16, 32, 64, 128, 256];
/** of the observed order at the shortest step */
const orderTolerance = 0.1;
const orders: Readonly<Record<IntegratorName, number>> = { 'euler-maruyama': 1, 'stochastic-heun': 2 };

/** Three coupled cells of rates 0.4 to 3.9, from zero. */
const system: LinearSystem = {
  rows: 2,
  cells: 3,
  couplings: Float64Array.of(1, -0.5, 0.75, 0.25, 1, 0.5),
  couplingGain: 1.5,
  leak: 0.4,
  drive: Float64Array.of(1, -0.5, 0.25),
};

export interface ConvergencePoint {
  readonly integrator: IntegratorName;
  readonly stepTau: number;
  /** largest error relative to the largest entry */
  readonly meanError: number;
  readonly covarianceError: number;
  /** log₂ of the ratio to the error at twice the step; absent at the first */
  readonly meanOrder?: number;
  readonly covarianceOrder?: number;
}

/** How the mean and the covariance of each scheme tend to those of the exact level: no random number in it. */
export async function convergence(): Promise<ConvergencePoint[]> {
  const mean = meanAt(system, new Float64Array(system.cells), runTimeTau);
  const covariance = exactCovariance();
  const points: ConvergencePoint[] = [];
  for (const integrator of integratorNames) {
    let before: ConvergencePoint | undefined;
    for (const steps of stepCounts) {
      const found = await momentsOf(integrator, steps);
      const meanError = relativeError(found.mean, mean);
      const covarianceError = relativeError(found.covariance, covariance);
      before = {
        integrator,
        stepTau: runTimeTau / steps,
        meanError,
        covarianceError,
        ...(before && {
          meanOrder: Math.log2(before.meanError / meanError),
          covarianceOrder: Math.log2(before.covarianceError / covarianceError),
        }),
      };
      points.push(before);
    }
  }
  return points;
}

export function orderRequirements(points: readonly ConvergencePoint[]): Requirement[] {
  return integratorNames.flatMap((integrator) => {
    const last = points.filter((point) => point.integrator === integrator).at(-1);
    const order = orders[integrator];
    return (['meanOrder', 'covarianceOrder'] as const).map((name) => ({
      name: `${integrator}: |observed ${name === 'meanOrder' ? 'order of the mean' : 'order of the covariance'} − ${order}|`,
      value: Math.abs((last?.[name] ?? NaN) - order),
      relation: '<=' as const,
      limit: orderTolerance,
    }));
  });
}

/** Mean and covariance at κ = 1 after so many steps from zero. */
async function momentsOf(
  integrator: IntegratorName,
  steps: number,
): Promise<{ mean: Float32Array; covariance: Float64Array }> {
  const { cells } = system;
  const stepTau = runTimeTau / steps;
  const start = { kind: 'zero' } as const;
  const noise = impulses(steps * cells);
  const mean = await withSde(integrator, stepTau, Infinity, problemWith(system.drive), async (physics) => {
    await physics.relax({ start, runTimeTau, noiseVarianceV2: 0, noise });
    return (physics.read() as Float32Array).slice();
  });
  const covariance = new Float64Array(cells * cells);
  await withSde(integrator, stepTau, Infinity, problemWith(new Float64Array(cells)), (physics) =>
    physics.relax(
      {
        start,
        runTimeTau,
        noiseVarianceV2: 1,
        noise,
        trajectories: { repeats: steps * cells, samples: 1, spacingTau: 0 },
      },
      { sampled: (_repeat, _sample, volts) => addOuter(covariance, volts), checkpoint: () => undefined },
    ),
  );
  return { mean, covariance };
}

function problemWith(drive: Float64Array): AnalogProblem {
  return {
    ...system,
    couplings: Float32Array.from(system.couplings),
    drive: Float32Array.from(drive),
    driveGainV: 1,
  };
}

/** A⁻¹(I − e^{−2At}), column by column of its square root. */
function exactCovariance(): Float64Array {
  const { cells } = system;
  const root = noiseOperator(system, runTimeTau);
  const out = new Float64Array(cells * cells);
  for (let k = 0; k < cells; k++) {
    addOuter(out, root(Float64Array.from({ length: cells }, (_, i) => Number(i === k))));
  }
  return out;
}

function addOuter(into: Float64Array, x: ArrayLike<number>): void {
  for (let i = 0, at = 0; i < x.length; i++) {
    for (let j = 0; j < x.length; j++, at++) {
      into[at] = (into[at] as number) + (x[i] as number) * (x[j] as number);
    }
  }
}

function relativeError(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < wanted.length; i++) {
    worst = Math.max(worst, Math.abs((found[i] as number) - (wanted[i] as number)));
    scale = Math.max(scale, Math.abs(wanted[i] as number));
  }
  return worst / scale;
}
