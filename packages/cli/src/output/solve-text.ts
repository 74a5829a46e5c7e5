import { quantity, type SolveResult } from '@thermoloop/lab';
import { table } from './table.js';

/** Unknowns whose values are listed one by one. */
const listed = 16;

/** What stdout says of a solved system: every unknown at every run time with its standard error, beside A⁻¹b. */
export function solveText({ order, exactSolution, results, chip, device }: SolveResult): string {
  const through = chip === null ? `the device at ${device ?? '?'}` : `chip ${chip}`;
  const [first] = results;
  const rows = exactSolution
    .slice(0, listed)
    .map((exact, i) => [
      `x${i + 1}`,
      ...results.map(
        ({ mean, meanStandardError }) => `${significant(mean[i])} ± ${significant(meanStandardError[i], 2)}`,
      ),
      significant(exact),
    ]);
  const more = order > listed ? [`and ${order - listed} more unknowns: --json has them all`] : [];
  return [
    `A x = b with ${order} unknowns through ${through}: mean of ${first?.trajectories ?? 0} trajectories ± its standard error`,
    '',
    table(['', ...results.map(({ runTimeTau }) => `>t = ${runTimeTau ?? '?'} τ`), '>A⁻¹b'], rows),
    ...more,
    '',
    results
      .map(
        ({ runTimeTau, virtualTimeS, energyJ }) =>
          `t = ${runTimeTau ?? '?'} τ: ${quantity(virtualTimeS, 's')} of virtual time, ${quantity(energyJ, 'J')}`,
      )
      .join('\n'),
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

function significant(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined ? '–' : String(Number(value.toPrecision(digits)));
}
