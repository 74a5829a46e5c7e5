import { stages, stageTitles, type Stage } from '../../train/stages.js';
import type { Basis, TrainSummary } from '../../train/train-result.js';
import { stageBarChart } from '../charts/stage-bar-chart.js';
import { percent, quantity, significant } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { Run } from '../run-files.js';
import { hasExamples } from '../run-kind.js';
import { basisLabel } from './basis.js';

interface Account {
  readonly noun: string;
  readonly unit: string;
  readonly total: number | null;
  readonly amounts: Readonly<Record<Stage, number | null>>;
  readonly basis: Readonly<Record<Stage, Basis>>;
}

/** Where virtual time and energy went: a stacked bar and a table for each, and what the figures rest on. */
export function accounts(run: Run): Html {
  const { virtualTime, energy, stepsDone } = run.summary;
  const shown = shownStages(run);
  const time: Account = {
    noun: 'Time',
    unit: 's',
    total: virtualTime.totalS,
    amounts: virtualTime.byStageS,
    basis: virtualTime.basisByStage,
  };
  const heat: Account = {
    noun: 'Energy',
    unit: 'J',
    total: energy.totalJ,
    amounts: energy.byStageJ,
    basis: energy.basisByStage,
  };
  return html`<section aria-labelledby="accounts">
    <h2 id="accounts">Where time and energy went</h2>
    <p class="lead">
      On the virtual clock: what the host, the link and the chip would have taken, whatever this machine took.
      ${hasExamples(run.summary) ? 'Only training counts, not the evaluations on the test set.' : undefined}
      ${clockWords(run.summary)}
    </p>
    <div class="grid">
      <div class="card">
        ${bareFigure('time')}${accountTable(time, shown, stepsDone)}${hostShares(run)}${run.summary.config['clock'] === 'paced' ? undefined : remainder(time)}
      </div>
      <div class="card">${bareFigure('energy')}${accountTable(heat, shown, stepsDone)}</div>
    </div>
    ${sources(time, heat, shown)}
  </section>`;
}

/** How the host's time line ran. */
function clockWords({ device, config }: TrainSummary): string | undefined {
  if (device === null) return undefined;
  switch (config['clock']) {
    case 'free':
      return 'The host waits only for what it needs (--clock free), so that stages may overlap.';
    case 'paced':
      return `The total is by the wall clock, ${significant(Number(config['clock-scale']))} virtual seconds in each of its seconds (--clock paced), the stages are as modelled: no two runs have exactly the same total.`;
    default:
      return 'The host waits for each answer (--clock lockstep).';
  }
}

/** Those that had a part in the run; each with its place in the order of all. */
function shownStages({ summary }: Run): { stage: Stage; place: number }[] {
  const { virtualTime, energy, device } = summary;
  return stages.flatMap((stage, place) => {
    const isUsed = (virtualTime.byStageS[stage] ?? 0) !== 0 || (energy.byStageJ[stage] ?? 0) !== 0;
    const isAlways = stage === 'hostCompute' || (device !== null && stage !== 'carry');
    return isUsed || isAlways ? [{ stage, place }] : [];
  });
}

function bareFigure(of: 'time' | 'energy'): Html {
  const chart = stageBarChart(of);
  return html`<h3 id="${chart.id}-title">${chart.title}</h3>
    <div class="chart" id="${chart.id}" style="--chart-height: ${chart.heightPx}px"></div>`;
}

function accountTable(
  { noun, unit, total, amounts, basis }: Account,
  shown: readonly { stage: Stage; place: number }[],
  stepsDone: number,
): Html {
  const sum = stages.reduce((partial, stage) => partial + (amounts[stage] ?? 0), 0);
  const perStep = (amount: number | null) =>
    stepsDone === 0 || amount === null ? '–' : quantity(amount / stepsDone, unit);
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col" class="number">${noun}</th>
          <th scope="col" class="number">Share</th>
          <th scope="col" class="number roomy">A step</th>
          <th scope="col">Basis</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ stage, place }) =>
            html`<tr>
              <th scope="row">
                <span class="swatch" style="background: var(--series-${place})"></span>${stageTitles[stage]}
              </th>
              <td class="number">${quantity(amounts[stage], unit)}</td>
              <td class="number">${percent(sum > 0 ? (amounts[stage] ?? 0) / sum : null)}</td>
              <td class="number roomy">${perStep(amounts[stage])}</td>
              <td>${basisLabel(basis[stage])}</td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">total</th>
          <td class="number">${quantity(total, unit)}</td>
          <td></td>
          <td class="number roomy">${perStep(total)}</td>
          <td></td>
        </tr>
      </tfoot>
    </table>
  </div>`;
}

/** How the host's own work divides. */
function hostShares({ steps }: Run): Html | undefined {
  const sums = new Map<string, number>();
  for (const { hostTimeSByStage } of steps) {
    for (const [part, timeS] of Object.entries(hostTimeSByStage))
      sums.set(part, (sums.get(part) ?? 0) + (timeS ?? 0));
  }
  if (sums.size < 2) return undefined;
  const parts = [...sums]
    .sort(([, a], [, b]) => b - a)
    .map(([part, timeS]) => `${part} ${quantity(timeS, 's')}`);
  return html`<p class="quiet">Host compute by part: ${parts.join(', ')}.</p>`;
}

/** Stages may overlap, and the clock may pass without one: what the table does not add up to is said. */
function remainder({ total, amounts }: Account): Html | undefined {
  const sum = stages.reduce((partial, stage) => partial + (amounts[stage] ?? 0), 0);
  if (total === null || total === 0 || Math.abs(sum - total) < 1e-3 * total) return undefined;
  return sum > total
    ? html`<p class="quiet">
        The stages overlap for ${quantity(sum - total, 's')}: their sum is that much above the total.
      </p>`
    : html`<p class="quiet">For ${quantity(total - sum, 's')} no stage was at work.</p>`;
}

function sources(time: Account, energy: Account, shown: readonly { stage: Stage }[]): Html {
  const rows = shown.flatMap(({ stage }) => [
    { stage, what: 'time', basis: time.basis[stage] },
    { stage, what: 'energy', basis: energy.basis[stage] },
  ]);
  return html`<details>
    <summary>What these figures rest on</summary>
    <p>
      Labels and sources as they stood in the chip file and the host's machine file when the run was made. A
      figure is measured only if everything that it is made of was.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Figure</th>
            <th scope="col">Basis</th>
            <th scope="col">Sources</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ stage, what, basis }) =>
              html`<tr>
                <th scope="row">${stageTitles[stage]}</th>
                <td>${what}</td>
                <td>${basisLabel(basis)}</td>
                <td>
                  ${
                    basis.sources.length === 0
                      ? 'nothing in the spec contributes'
                      : basis.sources.map((source, i) => html`${i > 0 ? html`<br />` : undefined}${source}`)
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
