import { causeTitles, meanBudget } from '../../train/mean-budget.js';
import type { Chart } from '../charts/chart.js';
import { percent, significant } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { Run } from '../run-files.js';
import { figure } from './figure.js';

/** Where the error of the device's solutions came from; undefined where no step has a budget. */
export function budget({ steps }: Run, charts: readonly Chart[]): Html | undefined {
  const mean = meanBudget(steps);
  if (mean === undefined) return undefined;
  const { parts, relativeError, explained } = mean;
  return html`<section aria-labelledby="error-budget">
    <h2 id="error-budget">Where the error comes from</h2>
    <p class="lead">
      ${mean.steps === 1 ? 'One step was' : `${mean.steps} steps were`} held against the exact answer
      ${mean.steps === 1 ? '' : '(means over them)'}: the solution was off by ${percent(relativeError)} of it,
      and what the host knows explains ${percent(explained)} of the squared error. The rest is the device
      itself: converters, mismatch, cells that do not work.
    </p>
    ${charts.map((chart) => figure(chart, 'wide'))}
    <div class="card">
      <table>
        <thead>
          <tr>
            <th scope="col">Cause</th>
            <th scope="col" class="number">Alone</th>
            <th scope="col" class="number">With half of its cross terms</th>
          </tr>
        </thead>
        <tbody>
          ${parts.map(
            ({ cause, own, share }) =>
              html`<tr>
                <th scope="row">${causeTitles[cause]}</th>
                <td class="number" title="${significant(own)}">${percent(own, 2)}</td>
                <td class="number" title="${significant(share)}">${percent(share, 2)}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">explained</th>
            <td></td>
            <td class="number">${percent(explained, 2)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  </section>`;
}
