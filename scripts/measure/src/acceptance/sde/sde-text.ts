import { figure } from '../../output/figure.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import type { ConvergencePoint } from './convergence.js';
import type { GrowingMode } from './growing-mode.js';
import type { StationaryVariance } from './stationary-variance.js';

export interface SdeFigures {
  readonly variances: readonly StationaryVariance[];
  readonly convergence: readonly ConvergencePoint[];
  readonly growing: GrowingMode;
}

export function sdeText(
  { variances, convergence, growing }: SdeFigures,
  requirements: readonly Requirement[],
): string {
  return [
    'Variance at rest of independent cells of rate a, in κ/a, with its interval at a false-alarm rate of 1e-5; z = aδ.',
    'Predicted: 2/(2 − z) for Euler–Maruyama, (2 − z)/(2 − z + z²/2) for stochastic Heun.',
    textTable(
      ['scheme', 'z', 'samples', 'found', 'interval', 'predicted'],
      variances.map(({ integrator, rateTimesStep, samples, found, halfWidth, predicted }) => [
        integrator,
        String(rateTimesStep),
        String(samples),
        figure(found, 4),
        `${figure(found - halfWidth, 4)} to ${figure(found + halfWidth, 4)}`,
        figure(predicted, 4),
      ]),
    ),
    '',
    'Error of mean and covariance against the level exact, without a random number; order: log₂ of the ratio of two lines.',
    textTable(
      ['scheme', 'δ/τ', 'mean', 'order', 'covariance', 'order'],
      convergence.map(({ integrator, stepTau, meanError, covarianceError, meanOrder, covarianceOrder }) => [
        integrator,
        figure(stepTau, 3),
        meanError.toExponential(2),
        meanOrder === undefined ? '' : figure(meanOrder, 3),
        covarianceError.toExponential(2),
        covarianceOrder === undefined ? '' : figure(covarianceOrder, 3),
      ]),
    ),
    '',
    `A mode that grows at ${growing.rate} per τ, from zero, driven:`,
    ...growing.refusals.map(({ level, rate }) =>
      rate === undefined ? `  ${level}: runs` : `  ${level}: refused, UNSTABLE with rate ${figure(rate, 6)}`,
    ),
    `  sde with rails at ${growing.railV} V, largest voltage:`,
    textTable(
      ['t/τ', ...growing.traces.map(({ integrator }) => integrator), 'without rails'],
      (growing.traces[0]?.points ?? []).map(({ timeTau, linearV }, at) => [
        String(timeTau),
        ...growing.traces.map(({ points }) => figure(points[at]?.largestV ?? NaN, 4)),
        figure(linearV, 4),
      ]),
    ),
    '',
    requirementsTable(requirements),
  ].join('\n');
}
