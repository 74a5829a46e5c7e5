import { stages, stageTitles, type Stage } from '../../train/stages.js';
import type { TrainSummary } from '../../train/train-result.js';
import type { Quantity } from './quantity.js';

/** What a training came to. */
export type TrainingFigures = Pick<TrainSummary, 'final' | 'stepsDone'> & {
  readonly virtualTime: Pick<TrainSummary['virtualTime'], 'totalS' | 'byStageS'>;
  readonly energy: Pick<TrainSummary['energy'], 'totalJ' | 'byStageJ'>;
};

/** A figure of a training; null where it has none. */
export interface TrainingQuantity extends Quantity {
  of(figures: TrainingFigures): number | null;
}

const fromTraining = (
  name: string,
  title: string,
  unit: string,
  of: TrainingQuantity['of'],
): TrainingQuantity => ({ name, title, unit, measuredBy: 'training', of });

/** Stages by the names under which requirements know them. */
const shares: readonly (readonly [name: string, title: string, ...stages: Stage[]])[] = [
  ...stages
    .filter((stage) => stage !== 'linkDown' && stage !== 'linkUp')
    .map((stage) => [stage === 'hostCompute' ? 'host' : stage, stageTitles[stage], stage] as const),
  ['link', 'link, both ways', 'linkDown', 'linkUp'],
];

/** What part the stages have in the sum over all of them; overlapping stages count as they are. */
function shareOf(byStage: Readonly<Record<string, number | null>>, of: readonly Stage[]): number | null {
  const sum = (names: readonly string[]): number =>
    names.reduce((total, name) => total + (byStage[name] ?? 0), 0);
  const total = sum(stages);
  return total > 0 ? sum(of) / total : null;
}

const perStep = (total: number | null, { stepsDone }: TrainingFigures): number | null =>
  total === null || stepsDone === 0 ? null : total / stepsDone;

export const trainingQuantities: readonly TrainingQuantity[] = [
  fromTraining('train.loss', 'mean loss of the last 20 mini-batches', '', ({ final }) => final.trainLoss),
  fromTraining('test.loss', 'loss on the test set at the end', '', ({ final }) => final.testLoss),
  fromTraining(
    'test.accuracy',
    'share of the test set classified correctly at the end',
    '',
    ({ final }) => final.testAccuracy,
  ),
  fromTraining('step.time', 'virtual time of a step, mean', 's', (figures) =>
    perStep(figures.virtualTime.totalS, figures),
  ),
  fromTraining('step.energy', 'energy of a step, host and device, mean', 'J', (figures) =>
    perStep(figures.energy.totalJ, figures),
  ),
  fromTraining('total.time', 'virtual time of the training', 's', ({ virtualTime }) => virtualTime.totalS),
  fromTraining('total.energy', 'energy of the training', 'J', ({ energy }) => energy.totalJ),
  ...shares.flatMap(([name, title, ...of]) => [
    fromTraining(`time.share.${name}`, `part of virtual time: ${title}`, '', ({ virtualTime }) =>
      shareOf(virtualTime.byStageS, of),
    ),
    fromTraining(`energy.share.${name}`, `part of energy: ${title}`, '', ({ energy }) =>
      shareOf(energy.byStageJ, of),
    ),
  ]),
];
