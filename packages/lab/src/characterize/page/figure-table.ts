import { html, type Html } from '../../report/page/html.js';
import type { FigureRecord } from '../characterize-result.js';
import { foundText, nameText, reasonText, specifiedText } from '../figure-text.js';

/** Failures first, what was not observable last. */
const rank = ({ verdict, outcome }: FigureRecord): number =>
  verdict === 'fail' ? 0 : outcome.kind === 'not-observable' ? 2 : 1;

/** Figures as rows. @param after the same figures with a calibration, in the same order */
export function figureTable(figures: readonly FigureRecord[], after?: readonly FigureRecord[]): Html {
  const rows = figures
    .map((figure, i) => ({ figure, later: after?.[i] }))
    .sort((a, b) => rank(a.figure) - rank(b.figure));
  return html`<div class="scroll">
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">Figure</th>
          ${after === undefined ? html`<th scope="col">Specified</th>` : undefined}
          <th scope="col">${after === undefined ? 'Measured (interval)' : 'Without'}</th>
          ${after === undefined ? undefined : html`<th scope="col">With</th>`}
          ${after === undefined ? html`<th scope="col">Verdict</th>` : undefined}
          <th scope="col" class="roomy">How, or why not</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ figure, later }) =>
            html`<tr>
              <th scope="row">
                ${figure.title.charAt(0).toUpperCase()}${figure.title.slice(1)}<br /><code class="quiet"
                  >${nameText(figure)}</code
                >
              </th>
              ${after === undefined ? html`<td class="value">${specifiedText(figure)}</td>` : undefined}
              <td class="value">${foundText(figure)}</td>
              ${after === undefined ? undefined : html`<td class="value">${later === undefined ? '–' : foundText(later)}</td>`}
              ${after === undefined ? html`<td>${verdict(figure)}</td>` : undefined}
              <td class="roomy quiet small">${reasonText(figure)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function verdict({ verdict: found }: FigureRecord): Html {
  return html`<span class="label verdict ${found}">${found}</span>`;
}
