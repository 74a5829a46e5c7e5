import type { Run } from '../run-files.js';
import { hasExamples } from '../run-kind.js';
import { count, percent, quantity, significant } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { TrainSummary } from '../../train/train-result.js';
import { worstLabel } from './basis.js';

interface KeyFigure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** The numbers that one looks for first. */
export function keyFigures({ summary }: Run): Html {
  const { virtualTime, energy, stepsDone, lateness } = summary;
  const perStep = (total: number | null, unit: string) =>
    stepsDone === 0 || total === null ? '' : `${quantity(total / stepsDone, unit)} a step; `;
  const figures: KeyFigure[] = [
    ...outcome(summary),
    {
      name: 'Virtual time',
      value: quantity(virtualTime.totalS, 's'),
      note: `${perStep(virtualTime.totalS, 's')}${worstLabel(virtualTime)}`,
    },
    {
      name: 'Energy',
      value: quantity(energy.totalJ, 'J'),
      note: `${perStep(energy.totalJ, 'J')}${worstLabel(energy)}`,
    },
    staleness(summary),
    ...(lateness === undefined ? [] : [latenessFigure(lateness)]),
  ];
  return html`<dl class="key">
    ${figures.map(
      ({ name, value, note }) =>
        html`<div>
          <dt>${name}</dt>
          <dd class="value">${value}</dd>
          <dd class="note">${note}</dd>
        </div>`,
    )}
  </dl>`;
}

function outcome(summary: TrainSummary): KeyFigure[] {
  const { trainLoss, testLoss, testAccuracy } = summary.final;
  const atEnd = 'after the last step';
  if (!hasExamples(summary)) {
    return [
      { name: 'Loss', value: significant(testLoss), note: atEnd },
      { name: 'Mean loss', value: significant(trainLoss), note: 'of the last 20 steps' },
    ];
  }
  return [
    { name: 'Test accuracy', value: percent(testAccuracy, 2), note: atEnd },
    { name: 'Test loss', value: significant(testLoss), note: atEnd },
    { name: 'Training loss', value: significant(trainLoss), note: 'mean of the last 20 mini-batches' },
  ];
}

function staleness({ staleness: found, device }: TrainSummary): KeyFigure {
  const name = 'Staleness';
  if (found === undefined) {
    const note = device === null ? 'no device takes part' : 'the host waits for each answer';
    return { name, value: '0\u00a0steps', note };
  }
  const { mean, maximum } = found;
  const value = Number.isInteger(mean) ? String(mean) : mean.toFixed(2);
  return {
    name,
    value: `${value}\u00a0${mean === 1 ? 'step' : 'steps'}`,
    note: `mean; at most ${maximum}: the host works on while the device relaxes`,
  };
}

function latenessFigure({
  answers,
  late,
  meanS,
  maximumS,
}: NonNullable<TrainSummary['lateness']>): KeyFigure {
  return {
    name: 'Lateness',
    value: quantity(meanS, 's'),
    note: `mean, at most ${quantity(maximumS, 's')}; ${count(late)} of ${count(answers)} answers came late`,
  };
}
