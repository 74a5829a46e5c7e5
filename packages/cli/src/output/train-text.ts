import { join } from 'node:path';
import {
  causeTitles,
  meanBudget,
  percent,
  quantity,
  runFiles,
  stages,
  stageTitles,
  type TrainResult,
} from '@thermoloop/lab';
import { table } from './table.js';

/** What stdout says at the end of a run: the outcome, where virtual time and energy went, and the report. */
export function trainText(result: TrainResult): string {
  const { final, virtualTime, energy, stepsDone } = result;
  const trainLoss = final.trainLoss?.toPrecision(3) ?? '–';
  return [
    `${reached(result)}, training loss ${trainLoss} (mean of the last ${Math.min(20, stepsDone)} ${result.config['batch'] === undefined ? 'steps' : 'mini-batches'})`,
    '',
    stageTable(result),
    '',
    `per step: ${perStep(virtualTime.totalS, 's', stepsDone)} of virtual time, ${perStep(energy.totalJ, 'J', stepsDone)}`,
    ...tilingLine(result),
    ...budgetLine(result),
    `report: ${join(result.runDirectory, runFiles.report)}`,
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

function reached({ final, stepsDone }: TrainResult): string {
  if (final.testLoss === null) return `not evaluated on the test set after step ${stepsDone}`;
  const testLoss = final.testLoss.toPrecision(3);
  return final.testAccuracy === null
    ? `loss ${testLoss} after step ${stepsDone}`
    : `test accuracy ${percent(final.testAccuracy, 2)}, test loss ${testLoss}`;
}

/** What it meant for a run that its problems were solved in tiles. */
function tilingLine({ tiling, stepsDone }: TrainResult): string[] {
  if (tiling === undefined) return [];
  const { tiles, droppedCurvature, time } = tiling;
  const dropped =
    droppedCurvature === null
      ? ''
      : `, ${percent(droppedCurvature.mean)} of the curvature dropped between them`;
  const cost =
    time === null
      ? ''
      : `, ${perStep(time.tiledS, 's', stepsDone)} from gradient to step where one run would take about ${perStep(time.oneRunS, 's', stepsDone)}`;
  return [`${tiles} tiles${dropped}${cost}`];
}

/** Of a run with budgets, the causes that are largest for themselves. */
function budgetLine({ steps }: TrainResult): string[] {
  const mean = meanBudget(steps);
  if (mean === undefined) return [];
  const causes = mean.parts.slice(0, 3).map(({ cause, own }) => `${causeTitles[cause]} ${percent(own)}`);
  return [
    `error of the device's solutions: ${percent(mean.relativeError)} of the exact answer; of its square ${causes.join(', ')}; ${percent(mean.explained)} explained`,
  ];
}

function stageTable({ virtualTime, energy, device }: TrainResult): string {
  const sumS = sumOf(virtualTime.byStageS);
  const sumJ = sumOf(energy.byStageJ);
  const shown =
    device === null
      ? (['hostCompute'] as const)
      : stages.filter((stage) => stage !== 'carry' || virtualTime.byStageS.carry !== 0);
  const rows = shown.map((stage) => {
    const timeS = virtualTime.byStageS[stage];
    const energyJ = energy.byStageJ[stage];
    return [
      stageTitles[stage],
      quantity(timeS, 's'),
      percent(sumS > 0 ? (timeS ?? 0) / sumS : null),
      virtualTime.basisByStage[stage].label,
      quantity(energyJ, 'J'),
      percent(sumJ > 0 ? (energyJ ?? 0) / sumJ : null),
      energy.basisByStage[stage].label,
    ];
  });
  return table(
    ['stage', '>virtual time', '>share', 'basis', '>energy', '>share', 'basis'],
    [...rows, ['total', quantity(virtualTime.totalS, 's'), '', '', quantity(energy.totalJ, 'J'), '', '']],
  );
}

function sumOf(amounts: Readonly<Record<string, number | null>>): number {
  return Object.values(amounts).reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
}

function perStep(total: number | null, unit: string, steps: number): string {
  return steps === 0 || total === null ? '–' : quantity(total / steps, unit);
}
