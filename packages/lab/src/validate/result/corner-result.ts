import type { Corner } from '@thermoloop/bus';
import type { Interval } from '../../characterize/figure.js';
import type { JudgedComparison } from '../judge/judge-comparison.js';
import type { JudgedRequirement } from '../judge/judge-requirements.js';
import type { Measured } from '../judge/measured.js';
import type { Measurement } from '../measure/measure.js';
import { quantityNamed } from '../quantities/known-quantities.js';
import type { ComparisonResult, CornerResult, RequirementResult } from './validate-result.js';

/** What was found at a corner, as the document tells it. */
export function cornerResult(
  corner: Corner,
  judged: readonly JudgedRequirement[],
  { measured }: Measurement,
): CornerResult {
  return {
    corner,
    met: judged.every(({ isMet }) => isMet),
    requirements: judged.map(requirementResult),
    quantities: [...measured].map(([name, found]) => {
      const { title, unit } = quantityNamed(name);
      return { name, title, unit, ...foundAs(found) };
    }),
  };
}

export function requirementResult({
  requirement,
  comparisons,
  verdict,
  isMet,
}: JudgedRequirement): RequirementResult {
  return {
    name: requirement.name,
    require: requirement.text,
    verdict,
    met: isMet,
    comparisons: comparisons.map(comparisonResult),
  };
}

function comparisonResult(judged: JudgedComparison): ComparisonResult {
  const { comparison, value, limit, margin, marginShare, interval } = judged;
  return {
    text: comparison.text,
    unit: comparison.unit,
    value: finite(value),
    limit: finite(limit),
    margin: finite(margin),
    marginPercent: marginShare === null ? null : 100 * marginShare,
    marginInterval: interval === null ? null : ends(interval),
    valueInterval: valueInterval(judged),
    basis: judged.basis,
    channel: judged.channel,
    reason: judged.reason,
    verdict: judged.verdict,
    met: judged.isMet,
  };
}

/** Where one side is a limit: the interval of the margin, laid off from it. */
function valueInterval({ comparison, limit, interval }: JudgedComparison): ComparisonResult['valueInterval'] {
  const { left, relation, right } = comparison;
  const isLimitLeft = left.quantities.length === 0;
  if (interval === null || limit === null || (!isLimitLeft && right.quantities.length > 0)) return null;
  const isAbove = relation.startsWith('>') !== isLimitLeft;
  const [low, high] = interval;
  return ends(isAbove ? [limit + low, limit + high] : [limit - high, limit - low]);
}

const ends = ([low, high]: Interval): [number | null, number | null] => [finite(low), finite(high)];

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;

type Found = Pick<CornerResult['quantities'][number], 'samples' | 'estimates' | 'value'>;

function foundAs(measured: Measured): Found {
  switch (measured.kind) {
    case 'samples':
      return { samples: measured.values.map(finite) };
    case 'told':
      return { value: finite(measured.value) };
    case 'estimates':
      return {
        estimates: measured.estimates.map(({ channel, value, interval }) => ({
          ...(channel === undefined ? {} : { channel }),
          ...(value === undefined ? {} : { value: finite(value) }),
          interval: ends(interval),
        })),
      };
  }
}
