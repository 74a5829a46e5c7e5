import { expect, test } from '@jest/globals';
import type { ComparisonResult, ValidateResult } from '@thermoloop/lab';
import { stabilityOf } from './stability.js';

const comparison = (text: string, verdict: ComparisonResult['verdict']) =>
  ({ text, verdict }) as ComparisonResult;
const result = (...verdicts: ComparisonResult['verdict'][]) =>
  ({
    corners: [
      {
        corner: 'typical',
        requirements: [{ comparisons: verdicts.map((verdict, i) => comparison(`c${i}`, verdict)) }],
      },
    ],
  }) as unknown as ValidateResult;

test('verdicts are stable where all that decide agree', () => {
  const results = [
    result('met', 'met', 'undecided'),
    result('met', 'undecided', 'met'),
    result('met', 'not met', 'undecided'),
  ];
  expect(stabilityOf(results)).toEqual([
    { text: 'c0', verdicts: ['met', 'met', 'met'], isStable: true },
    { text: 'c1', verdicts: ['met', 'undecided', 'not met'], isStable: false },
    { text: 'c2', verdicts: ['undecided', 'met', 'undecided'], isStable: true },
  ]);
});
