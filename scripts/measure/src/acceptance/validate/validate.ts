import type { ValidateResult } from '@thermoloop/lab';
import { figure } from '../../output/figure.js';
import { progress } from '../../output/progress.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import type { Section } from '../section.js';
import { stabilityOf, type Stability } from './stability.js';
import { exampleFile, exampleOf, validateOnce } from './validate-once.js';

const allSeeds = 20;
const chip = 'reference';
/** Seeds of one validation; the next one begins behind them. */
const stride = 1000;
const longestS = 300;

/** The requirements example on the reference chip: how long it takes, and whether other seeds come to the same verdicts. */
export const validate: Section = {
  name: 'validate',
  description: `${exampleFile} on chips/${chip}: its time, its verdicts over seeds, the cheapest ADC`,
  measure: async ({ seeds = allSeeds, steps }) => {
    const file = exampleOf(steps);
    const results: ValidateResult[] = [];
    for (let i = 0; i < seeds; i++) {
      progress(`validation ${i + 1} of ${seeds}`);
      results.push(await validateOnce(chip, file, { seed: String(1 + i * stride) }));
    }
    progress('the cheapest ADC');
    const { minimum } = await validateOnce(chip, file, { minimize: 'adc.bits' });
    const stability = stabilityOf(results);
    const slowestS = Math.max(...results.map(({ wallTimeS }) => wallTimeS));
    const requirements: Requirement[] = [
      { name: 'slowest validation, s', value: slowestS, relation: '<=', limit: longestS },
      {
        name: 'comparisons whose decided verdicts differ between seeds',
        value: stability.filter(({ isStable }) => !isStable).length,
        relation: '<=',
        limit: 0,
      },
      ...(steps === undefined
        ? [
            {
              name: 'validations that pass',
              value: results.filter(({ met }) => met).length,
              relation: '>=' as const,
              limit: seeds,
            },
          ]
        : []),
    ];
    return {
      document: { chip, steps, stability, wallTimesS: results.map(({ wallTimeS }) => wallTimeS), minimum },
      text: validateText(results, stability, minimum, requirements),
      requirements,
    };
  },
};

function validateText(
  results: readonly ValidateResult[],
  stability: readonly Stability[],
  minimum: ValidateResult['minimum'],
  requirements: readonly Requirement[],
): string {
  const counted = (verdicts: Stability['verdicts'], verdict: string): string =>
    String(verdicts.filter((each) => each === verdict).length);
  return [
    `${exampleFile} on chips/${chip}, ${results.length} times, each with seeds of its own`,
    '',
    textTable(
      ['comparison', 'met', 'undecided', 'not met', ''],
      stability.map(({ text, verdicts, isStable }) => [
        text,
        counted(verdicts, 'met'),
        counted(verdicts, 'undecided'),
        counted(verdicts, 'not met'),
        isStable ? '' : 'UNSTABLE',
      ]),
    ),
    '',
    `wall time of a validation: ${results.map(({ wallTimeS }) => `${figure(wallTimeS)} s`).join(', ')}`,
    minimum === null
      ? ''
      : `cheapest ADC that passes: ${minimum.cheapest === null ? 'none' : `${minimum.cheapest} bits`} (${minimum.tried.map(({ value, passes, decided, seeds }) => `${value} bits ${passes ? 'passes' : 'fails'}${decided ? '' : ' by its mean'} after ${seeds} seeds`).join(', ')})`,
    '',
    requirementsTable(requirements),
  ].join('\n');
}
