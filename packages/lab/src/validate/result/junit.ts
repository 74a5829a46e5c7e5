import type { CornerResult, RequirementResult, ValidateResult } from './validate-result.js';

/** A result as JUnit XML: a suite for each corner, a test case for each requirement. Undecided ones say so in their output. */
export function junit({
  chip,
  file,
  corners,
  wallTimeS,
}: Pick<ValidateResult, 'chip' | 'file' | 'corners' | 'wallTimeS'>): string {
  const suites = corners.map((corner) => suite(chip, file, corner));
  const tests = corners.reduce((sum, { requirements }) => sum + requirements.length, 0);
  const failures = corners.reduce((sum, corner) => sum + failuresOf(corner), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'thermoloop validate', tests, failures, errors: 0, time: wallTimeS.toFixed(3) })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

const failuresOf = ({ requirements }: CornerResult): number => requirements.filter(({ met }) => !met).length;

function suite(chip: string, file: string, corner: CornerResult): string {
  const { requirements } = corner;
  const name = `${chip}, ${corner.corner}`;
  const counts = { tests: requirements.length, failures: failuresOf(corner), errors: 0, skipped: 0 };
  return [
    `  <testsuite${attributes({ name, file, ...counts })}>`,
    ...requirements.map((requirement) => testCase(name, requirement)),
    '  </testsuite>',
  ].join('\n');
}

function testCase(
  suiteName: string,
  { name, require, verdict, met, comparisons }: RequirementResult,
): string {
  const told = [`${require}: ${verdict}`, ...comparisons.map(comparisonLine)].join('\n');
  return [
    `    <testcase${attributes({ classname: suiteName, name })}>`,
    ...(met
      ? []
      : [
          `      <failure${attributes({ type: verdict, message: `${require}: ${verdict}` })}>${escaped(told)}</failure>`,
        ]),
    `      <system-out>${escaped(told)}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

function comparisonLine(comparison: RequirementResult['comparisons'][number]): string {
  const { text, unit, value, margin, marginInterval, verdict, reason } = comparison;
  const inUnit = (number: number | null): string =>
    number === null ? 'nothing' : `${number.toPrecision(6)}${unit === '' ? '' : ` ${unit}`}`;
  const interval = marginInterval === null ? '' : ` (${marginInterval.map(inUnit).join(' to ')})`;
  return `${text}: measured ${reason ?? inUnit(value)}, margin ${inUnit(margin)}${interval}, ${verdict}`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replace(/\n/g, '&#10;')}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** A text as XML 1.0 can hold it: characters that it cannot are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
