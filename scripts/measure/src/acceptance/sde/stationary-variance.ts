import { RandomStream } from '@thermoloop/sim-kernel';
import type { Requirement } from '../../output/requirement.js';
import { integratorNames, uncoupled, withSde, type IntegratorName } from './levels.js';

const rate = 2;
const kappa = 0.3;
const cells = 400;
const repeatsPerSeed = 100;
/** Time constants until rest, and steps at least: the slowest scheme here keeps 0.625 a step. */
const timeConstants = 14;
const fewestSteps = 40;
const ratesTimesStep = [0.1, 0.5, 1, 1.5];
/** of the normal distribution, two-sided, at a false-alarm rate of 1e-5 */
const quantile = 4.42;

export interface StationaryVariance {
  readonly integrator: IntegratorName;
  /** z = aδ */
  readonly rateTimesStep: number;
  readonly samples: number;
  /** relative to κ/a, as everything here */
  readonly found: number;
  readonly halfWidth: number;
  readonly predicted: number;
}

/** What a scheme makes of κ/a at rest. Euler–Maruyama: 2κ/(a(2 − z)); Heun: (κ/a)(2 − z)/(2 − z + z²/2). */
const predictions: Readonly<Record<IntegratorName, (z: number) => number>> = {
  'euler-maruyama': (z) => 2 / (2 - z),
  'stochastic-heun': (z) => (2 - z) / (2 - z + z ** 2 / 2),
};

/** The variance of independent cells at rest for each scheme and step, with its interval at 1 − 1e-5. */
export async function stationaryVariances(seeds: number): Promise<StationaryVariance[]> {
  const all: StationaryVariance[] = [];
  for (const integrator of integratorNames) {
    for (const rateTimesStep of ratesTimesStep) {
      let squares = 0;
      const stepTau = rateTimesStep / rate;
      const steps = Math.max(fewestSteps, Math.ceil(timeConstants / rateTimesStep));
      await withSde(integrator, stepTau, Infinity, uncoupled(cells, rate), (physics) =>
        physics.relax(
          {
            start: { kind: 'zero' },
            runTimeTau: steps * stepTau,
            noiseVarianceV2: kappa,
            noise: RandomStream.named('stationary variance', integrator, String(rateTimesStep)),
            trajectories: { repeats: seeds * repeatsPerSeed, samples: 1, spacingTau: 0 },
          },
          {
            sampled: (_repeat, _sample, volts) => {
              for (const value of volts) squares += value * value;
            },
            checkpoint: () => undefined,
          },
        ),
      );
      const samples = seeds * repeatsPerSeed * cells;
      const found = squares / samples / (kappa / rate);
      const halfWidth = found * quantile * Math.sqrt(2 / samples);
      const predicted = predictions[integrator](rateTimesStep);
      all.push({ integrator, rateTimesStep, samples, found, halfWidth, predicted });
    }
  }
  return all;
}

export function varianceRequirements(variances: readonly StationaryVariance[]): Requirement[] {
  return variances.map(({ integrator, rateTimesStep, found, halfWidth, predicted }) => ({
    name: `${integrator}, z = ${rateTimesStep}: |found − predicted| / half width`,
    value: Math.abs(found - predicted) / halfWidth,
    relation: '<=',
    limit: 1,
  }));
}
