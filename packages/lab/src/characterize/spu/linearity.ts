import type { Finding } from '../figure.js';
import { estimated } from '../statistics/evidence.js';
import type { Responses } from './responses.js';
import type { SlopeOfMany, Slopes } from './slopes.js';

/**
 * How much less cells at rest give for a large drive than for a small one, over what they do for a written voltage: both go through the
 * same converters at the same codes, so what is left is the cells'.
 */
export function linearityFinding({ written, rests }: Responses, cells: number): Finding {
  const rest = rests[0]!;
  const quotient = (slopes: Slopes): number => slopes.large.slope / slopes.small.slope;
  const variance = (slopes: Slopes): number => {
    const square = slopes.all.reduce((sum, slope) => sum + slope ** 2, 0) / slopes.all.length;
    const of = ({ squares }: SlopeOfMany): number => slopes.residualVariance / (2 * squares * square);
    return of(slopes.large) + of(slopes.small);
  };
  const value = 100 * (quotient(rest.slopes) / quotient(written.slopes) - 1);
  const error = 100 * Math.sqrt(variance(rest.slopes) + variance(written.slopes));
  return {
    name: 'cell.linearity',
    title: 'Linearity: response to drives above half of the swing against those below',
    unit: '%',
    checks: [],
    specified: { kind: 'value', value: 0 },
    evidence: estimated(value, error, Infinity, { halfWidth: 1e-4 }),
    method: `${cells} cells at rest under ${2 * rest.slopes.count} drives, relative to the same for written voltages`,
  };
}
