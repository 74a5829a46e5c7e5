import { linearity, missingCodeDnl, type Linearity } from '../analysis/linearity.js';
import type { Curve, CurveSeries } from '../curve.js';
import type { Evidence, Finding } from '../figure.js';
import { countAtOrBelow, peakEvidence, worstOfEvidence } from '../statistics/peak-evidence.js';
import type { ExpectedLinearity } from './datasheet/expected-linearity.js';

/** The levels of one converter, or pair of them, as measured. */
export interface MeasuredLevels {
  readonly channel: number;
  readonly levels: Float64Array;
  readonly ideal: Float64Array;
  readonly standardErrors: Float64Array;
  /** What a level may be off by beyond noise, same unit. */
  readonly systematic: number;
  /** Whether neighbours in the list are neighbours on the converter. */
  readonly isComplete: boolean;
}

export interface LinearityNames {
  /** 'adc', 'dac', 'loop' */
  readonly name: string;
  readonly title: string;
  readonly checks: readonly string[];
  readonly unit: string;
  readonly xLabel: string;
  readonly method: string;
}

/** What is systematic in the levels shifts the line through them too. */
const throughLine = 1.25;

const conventions = 'level minus ideal, best-fit line';

/** INL and DNL of some converters: the worst of them, each for itself, and curves. */
export function linearityFindings(
  measured: readonly MeasuredLevels[],
  expected: ExpectedLinearity,
  names: LinearityNames,
): { findings: Finding[]; curves: Curve[] } {
  const found = measured.map((each) => ({ ...each, ...linearityOf(each) }));
  const { name, title, checks, unit } = names;
  const method = `${names.method}; ${conventions}; converters ${measured.map(({ channel }) => channel).join(', ')}`;
  const figure = (
    suffix: string,
    words: string,
    specified: Finding['specified'],
    evidences: readonly Evidence[],
  ): Finding[] => [
    {
      name: `${name}.${suffix}`,
      title: `${words} of the ${title}`,
      unit,
      checks,
      ...(specified && { specified }),
      evidence: worstOfEvidence(evidences, 'largest'),
      method,
    },
    ...(measured.length < 2
      ? []
      : measured.map(({ channel }, i) => ({
          name: `${name}.${suffix}`,
          title: `${words} of the ${title}`,
          unit,
          checks: [],
          channel,
          ...(specified && { specified }),
          evidence: evidences[i]!,
          method,
        }))),
  ];
  const findings = figure(
    'inl',
    'largest INL',
    expected.inlPeak,
    found.map((each) => peakEvidence(each.inlErrors)),
  );
  if (expected.inl !== undefined) {
    findings.push(
      ...figure(
        'inlDeviation',
        "largest difference of the INL from the datasheet's",
        { kind: 'value', value: 0 },
        found.map(({ inlErrors }) =>
          peakEvidence({
            ...inlErrors,
            values: inlErrors.values.map((value, i) => value - expected.inl![i]!),
          }),
        ),
      ),
    );
  }
  if (measured.every(({ isComplete }) => isComplete)) {
    findings.push(
      ...figure(
        'dnl',
        'largest DNL',
        expected.dnlPeak,
        found.map((each) => peakEvidence(each.dnlErrors)),
      ),
      ...countFindings(found, expected, names, method),
    );
  }
  return { findings, curves: curvesOf(found, expected, names) };
}

interface Found extends MeasuredLevels {
  readonly result: Linearity;
  readonly inlErrors: { values: Float64Array; standardErrors: Float64Array; systematic: number };
  readonly dnlErrors: { values: Float64Array; standardErrors: Float64Array; systematic: number };
}

function linearityOf({
  levels,
  ideal,
  standardErrors,
  systematic,
}: MeasuredLevels): Omit<Found, keyof MeasuredLevels> {
  const result = linearity(levels, ideal, 'best-fit');
  const gain = Math.abs(result.correction.gain);
  const spacing = (i: number): number => ideal[i + 1]! - ideal[i]!;
  return {
    result,
    inlErrors: {
      values: result.inl,
      standardErrors: standardErrors.map((error) => gain * error),
      systematic: throughLine * gain * systematic,
    },
    dnlErrors: {
      values: result.dnl,
      standardErrors: result.dnl.map(
        (_, i) => (gain * Math.hypot(standardErrors[i]!, standardErrors[i + 1]!)) / spacing(i),
      ),
      systematic: 2 * gain * systematic,
    },
  };
}

function countFindings(
  found: readonly Found[],
  expected: ExpectedLinearity,
  { name, title, checks }: LinearityNames,
  method: string,
): Finding[] {
  if (name === 'loop') return [];
  const threshold = name === 'adc' ? missingCodeDnl : -1;
  const counted = expected.dnl === undefined ? 0 : expected.dnl.filter((value) => value <= threshold).length;
  return [
    {
      name: name === 'adc' ? 'adc.missingCodes' : 'dac.fallingSteps',
      title: name === 'adc' ? `codes that the ${title} misses` : `steps of the ${title} that do not rise`,
      unit: '',
      checks,
      ...(expected.knowledge === 'drawn' ? {} : { specified: { kind: 'value', value: counted } as const }),
      evidence: worstOfEvidence(
        found.map(({ dnlErrors }) => countAtOrBelow(dnlErrors, threshold)),
        'largest',
      ),
      method: `${method}; DNL of ${threshold} LSB or less`,
    },
  ];
}

function curvesOf(found: readonly Found[], expected: ExpectedLinearity, names: LinearityNames): Curve[] {
  const { name, title, unit, xLabel } = names;
  const curve = (
    kind: 'inl' | 'dnl',
    of: (each: Found) => { values: Float64Array; standardErrors: Float64Array },
    datasheet: Float64Array | undefined,
  ): Curve => {
    const series = (label: string, x: Float64Array, y: Float64Array, errors?: Float64Array): CurveSeries => {
      const kept = thinned(y);
      return {
        label,
        x: kept.map((i) => x[i]!),
        y: kept.map((i) => y[i]!),
        ...(errors && { standardError: kept.map((i) => errors[i]!) }),
      };
    };
    return {
      name: `${name}.${kind}`,
      title: `${kind.toUpperCase()} of the ${title}`,
      xLabel,
      yLabel: `${kind.toUpperCase()} (${unit})`,
      mark: kind === 'inl' ? 'line' : 'steps',
      series: [
        ...found.map((each) =>
          series(`converter ${each.channel}`, each.ideal, of(each).values, of(each).standardErrors),
        ),
        ...(datasheet ? [series('datasheet', found[0]!.ideal, datasheet)] : []),
      ],
    };
  };
  const curves = [curve('inl', ({ inlErrors }) => inlErrors, expected.inl)];
  if (found.every(({ isComplete }) => isComplete))
    curves.push(curve('dnl', ({ dnlErrors }) => dnlErrors, expected.dnl));
  return curves;
}

const mostPoints = 1024;

/** Indices of the largest magnitude in each of at most 1024 stretches: peaks stay. */
function thinned(values: Float64Array): number[] {
  const stretch = Math.ceil(values.length / mostPoints);
  return Array.from({ length: Math.ceil(values.length / stretch) }, (_, k) => {
    let at = k * stretch;
    for (let i = at; i < Math.min(values.length, (k + 1) * stretch); i++) {
      if (Math.abs(values[i]!) > Math.abs(values[at]!)) at = i;
    }
    return at;
  });
}
