import { alphaTrace, deviceChart, deviceTimeTrace, kappaTrace } from '../charts/device-charts.js';
import type { Chart, Extent } from '../charts/chart.js';
import type { Datasets } from '../datasets.js';
import { count, quantity } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { TrainSummary } from '../../train/train-result.js';
import { figure } from './figure.js';

export function deviceCharts({ device }: Datasets, extent: Extent): Chart[] {
  return [alphaTrace, kappaTrace, deviceTimeTrace].map((trace) => {
    const values = device.flatMap((row) =>
      typeof row[trace.field] === 'number' ? [Number(row[trace.field])] : [],
    );
    const smallest = Math.min(...values);
    return deviceChart(trace, extent, smallest > 0 && Math.max(...values) > 10 * smallest);
  });
}

/** What the driver asked of the device at each step. */
export function deviceSteps(summary: TrainSummary, charts: readonly Chart[]): Html | undefined {
  const { device } = summary;
  if (device === null) return undefined;
  return html`<section aria-labelledby="device">
    <h2 id="device">The device, step by step</h2>
    <p class="lead">
      ${device.chip}: ${count(device.cells)} cells, ${count(device.rows)} rows, τ =
      ${quantity(device.timeConstantS, 's')}; ${device.couplingBits}-bit couplings, ${device.driveBits}-bit
      drive, ${device.readoutBits}-bit
      readout${device.holds ? ', cells that hold' : ', cells that do not hold'}.
    </p>
    <div class="grid thirds">${charts.map((chart) => figure(chart))}</div>
  </section>`;
}
