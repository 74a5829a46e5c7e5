import type { Chart, Extent } from '../charts/chart.js';
import { clippingChart } from '../charts/clipping-chart.js';
import { codedArrays, codeUseChart } from '../charts/code-use-chart.js';
import type { Datasets } from '../datasets.js';
import { count } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { TrainSummary } from '../../train/train-result.js';
import { figure } from './figure.js';

export function converterCharts(datasets: Datasets, extent: Extent): Chart[] {
  const used = codedArrays.filter((array) => datasets.codeUse.some((row) => row.array === array));
  return [...(datasets.clipping.length > 0 ? [clippingChart(extent)] : []), ...used.map(codeUseChart)];
}

/** What the codes lost: clipping, and how much of their range the codes used. */
export function converters(summary: TrainSummary, charts: readonly Chart[]): Html {
  const { counters } = summary;
  const clipping = charts.filter(({ id }) => id === 'clipping');
  const codes = charts.filter(({ id }) => id !== 'clipping');
  const clipped = Object.values(counters.clipped).reduce((sum, n) => sum + n, 0);
  return html`<section aria-labelledby="converters">
    <h2 id="converters">Codes and converters</h2>
    <p class="lead">
      ${count(counters.conversions.dac)} DAC and ${count(counters.conversions.adc)} ADC conversions;
      ${clipped === 0 ? 'nothing was clipped' : `${count(clipped)} values were clipped`}.
      ${timesOf(counters.rereads, 'reading')} repeated at another readout gain, and the state
      ${rescales(counters.rescales)}.
    </p>
    ${clipping.map((chart) => figure(chart, 'wide'))}
    ${
      codes.length === 0
        ? html`<p class="quiet">
            The converters of this chip carry f32 values: there are no codes to count.
          </p>`
        : html`<p class="lead spaced">
              How the codes use their range: their share by size, over all steps, on a logarithmic scale. Of
              arrays above 65 536 codes a regular sample is counted.
            </p>
            <div class="grid quarters">${codes.map((chart) => figure(chart))}</div>`
    }
  </section>`;
}

function rescales(n: number): string {
  if (n === 0) return 'kept its scale';
  return n === 1 ? 'changed its scale once' : `changed its scale ${count(n)} times`;
}

function timesOf(n: number, noun: string): string {
  return n === 1 ? `1 ${noun} was` : `${count(n)} ${noun}s were`;
}
