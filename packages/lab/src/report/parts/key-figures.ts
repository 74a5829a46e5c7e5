import type { Run } from '../run-files.js';
import { percent, quantity, significant } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import { worstLabel } from './basis.js';

interface KeyFigure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** The numbers that one looks for first. */
export function keyFigures({ summary }: Run): Html {
  const { final, virtualTime, energy, stepsDone, device } = summary;
  const perStep = (total: number | null, unit: string) =>
    stepsDone === 0 || total === null ? '' : `${quantity(total / stepsDone, unit)} a step; `;
  const figures: KeyFigure[] = [
    { name: 'Test accuracy', value: percent(final.testAccuracy, 2), note: 'after the last step' },
    { name: 'Test loss', value: significant(final.testLoss), note: 'after the last step' },
    { name: 'Training loss', value: significant(final.trainLoss), note: 'mean of the last 20 mini-batches' },
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
    {
      name: 'Staleness',
      value: '0 steps',
      note: device === null ? 'no device takes part' : 'the host waits for each answer',
    },
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
