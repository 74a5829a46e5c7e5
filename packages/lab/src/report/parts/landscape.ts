import type { Chart } from '../charts/chart.js';
import type { LandscapeView, ShownPath } from '../landscape/landscape-view.js';
import { mostComparedSteps } from '../landscape/paths.js';
import { count, significant } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { Run } from '../run-files.js';
import { figure } from './figure.js';

/** The loss, the paths over it and how deep they came. */
export function landscapeSection(view: LandscapeView, { summary }: Run, charts: readonly Chart[]): Html {
  const [contours, ...descents] = charts;
  const isCut = Number(summary.config['steps']) > mostComparedSteps;
  return html`<section aria-labelledby="landscape-heading">
    <h2 id="landscape-heading">The way over the landscape</h2>
    <p class="lead">
      ${expressionWords(view)} The other optimizers need no device and run as the workload proposes
      them${isCut ? `, for ${count(mostComparedSteps)} steps` : ''}.
    </p>
    <figure class="wide" aria-labelledby="${contours!.id}-title">
      <h3 id="${contours!.id}-title">${contours!.title}</h3>
      <div class="chart" id="${contours!.id}" style="--chart-height: ${contours!.heightPx}px"></div>
      <figcaption>${contours!.caption}</figcaption>
      ${pathTable(view)} ${view.paths.map(remark)}
    </figure>
    <div class="grid">${descents.map((chart) => figure(chart))}</div>
  </section>`;
}

function expressionWords({ spec: { expression, constants, startAt } }: LandscapeView): Html {
  const used = Object.entries(constants).filter(([name]) =>
    new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(expression),
  );
  const listed = (values: [string, number][]) =>
    values.map(([name, value]) => `${name} = ${value}`).join(', ');
  return html`<code>${expression}</code>${used.length === 0 ? '' : ` with ${listed(used)}`}, from
    ${listed(Object.entries(startAt))}.`;
}

/** The legend of the charts. */
function pathTable({ paths, lowest, variables }: LandscapeView): Html {
  const isFlat = variables.length === 2;
  return html`<div class="scroll spaced">
    <table>
      <thead>
        <tr>
          <th scope="col">Optimizer</th>
          <th scope="col" class="number roomy">Learning rate</th>
          <th scope="col" class="number">Steps</th>
          <th scope="col" class="number">Last loss</th>
          ${
            isFlat
              ? html`<th scope="col" class="number roomy">
                  From the ${lowest.isMinimum ? 'minimum' : 'lowest point'}
                </th>`
              : undefined
          }
        </tr>
      </thead>
      <tbody>
        ${paths.map(
          (path, i) =>
            html`<tr>
              <th scope="row">
                <span class="swatch" style="background: var(--series-${i})"></span
                >${path.name}${path.isOwn ? ', this run' : ''}${path.end === undefined ? '' : ' *'}
              </th>
              <td class="number roomy">${significant(path.learningRate)}</td>
              <td class="number">${count(path.points.length - 1)}</td>
              <td class="number">${significant(path.losses.at(-1) ?? null)}</td>
              ${isFlat ? html`<td class="number roomy">${significant(distance(path, lowest))}</td>` : undefined}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function distance({ points }: ShownPath, lowest: LandscapeView['lowest']): number | null {
  const last = points.at(-1)!;
  return Math.hypot(last.x - lowest.x, last.y - lowest.y);
}

/** What became of a path that did not come to its end in the picture. */
function remark({ name, end, clipped: { exit } }: ShownPath): Html | undefined {
  const words = [
    ...(end === undefined ? [] : [end]),
    ...(exit === undefined ? [] : [`leaves the picture at step ${exit.step}, where it is cut off`]),
  ];
  if (words.length === 0) return undefined;
  return html`<p class="quiet small">${end === undefined ? '' : '* '}${name} ${words.join('; ')}.</p>`;
}
