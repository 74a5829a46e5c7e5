import {
  alphaTrace,
  carryTimeTrace,
  deviceChart,
  deviceTimeTrace,
  kappaTrace,
} from '../charts/device-charts.js';
import type { Chart, Extent } from '../charts/chart.js';
import type { Datasets } from '../datasets.js';
import { count, percent, quantity, significant } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { Run } from '../run-files.js';
import { figure } from './figure.js';

export function deviceCharts({ device }: Datasets, extent: Extent): Chart[] {
  return [alphaTrace, kappaTrace, deviceTimeTrace, carryTimeTrace].flatMap((trace) => {
    const values = device.flatMap((row) =>
      typeof row[trace.field] === 'number' ? [Number(row[trace.field])] : [],
    );
    const largest = Math.max(...values);
    if (trace === carryTimeTrace && !(largest > 0)) return [];
    const smallest = Math.min(...values);
    return [deviceChart(trace, extent, smallest > 0 && largest > 10 * smallest)];
  });
}

/** What the driver asked of the device at each step. */
export function deviceSteps(run: Run, charts: readonly Chart[]): Html | undefined {
  const { device, counters } = run.summary;
  if (device === null) return undefined;
  const { railedCells } = counters;
  return html`<section aria-labelledby="device">
    <h2 id="device">The device, step by step</h2>
    <p class="lead">
      ${device.url === undefined ? device.chip : `${device.chip} at ${device.url}`}: ${count(device.cells)}
      cells, ${count(device.rows)} rows, τ = ${quantity(device.timeConstantS, 's')};
      ${device.couplingBits}-bit couplings, ${device.driveBits}-bit drive, ${device.readoutBits}-bit
      readout${device.holds ? ', cells that hold' : ', cells that do not hold'}. ${carry(run)} ${tiling(run)}
      ${railedCells === 0 ? undefined : `Cells stood at a rail in ${count(railedCells)} readings.`}
    </p>
    <div class="grid ${charts.length === 4 ? '' : 'thirds'}">${charts.map((chart) => figure(chart))}</div>
  </section>`;
}

/** What it meant that the problems were solved in tiles. */
function tiling({ summary }: Run): string | undefined {
  const { tiling: tiled, stepsDone } = summary;
  if (tiled === undefined) return undefined;
  const { tiles, cells, droppedCurvature, time } = tiled;
  const dropped =
    droppedCurvature === null
      ? ''
      : `; ${percent(droppedCurvature.mean)} of the curvature between them was dropped (Frobenius, mean of ${count(droppedCurvature.steps)} steps)`;
  const cost =
    time === null
      ? ''
      : `. From gradient to step they took ${quantity(time.tiledS / stepsDone, 's')}, cutting and rounding to codes included, where one run on a chip that is wide enough would have taken about ${quantity(time.oneRunS / stepsDone, 's')}`;
  return `The parameters took turns in ${count(tiles)} tiles of ${count(cells.least)} to ${count(cells.most)} cells${dropped}${cost}.`;
}

/** How long the cells went on under the old problems. */
function carry({ summary, steps }: Run): string | undefined {
  const times = steps.flatMap(({ device }) => (device === undefined ? [] : [device.carryTimeTau]));
  const realised = times.map((time) => time.realised ?? 0);
  const mean = realised.reduce((sum, time) => sum + time, 0) / Math.max(1, realised.length);
  if (mean === 0) return undefined;
  const requested = Math.max(...times.map((time) => time.requested ?? 0));
  const asked = requested === 0 ? 'none was asked for' : `${significant(requested)} τ were asked for`;
  return summary.device?.holds === true
    ? `Before each run they went on under the old problem for ${significant(mean)} τ of it in the mean (${asked}).`
    : `From one run to the next they went on under the old problem, for ${significant(mean)} τ of it in the mean (${asked}).`;
}
