import type { Chart } from '../charts/chart.js';
import { html, type Html } from '../page/html.js';

/** A chart with its title and caption. */
export function figure(chart: Chart, placement: '' | 'wide' = ''): Html {
  return html`<figure class="${placement}" aria-labelledby="${chart.id}-title">
    <h3 id="${chart.id}-title">${chart.title}</h3>
    <div class="chart" id="${chart.id}" style="--chart-height: ${chart.heightPx}px"></div>
    ${chart.caption === '' ? undefined : html`<figcaption>${chart.caption}</figcaption>`}
  </figure>`;
}
