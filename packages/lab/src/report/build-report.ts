import { datasets, timelineOf, timeUnitFor, mostPoints } from './datasets.js';
import { clientScript } from './page/client-script.js';
import { html, Html } from './page/html.js';
import { inlineData, inlineScript } from './page/inline-script.js';
import { style } from './page/style.js';
import { vegaLibraries } from './page/vega-libraries.js';
import { accounts } from './parts/accounts.js';
import { budget } from './parts/budget.js';
import { converterCharts, converters } from './parts/converters.js';
import { deviceCharts, deviceSteps } from './parts/device.js';
import { heading } from './parts/heading.js';
import { keyFigures } from './parts/key-figures.js';
import { learning, learningCharts } from './parts/learning.js';
import { record } from './parts/record.js';
import { stepTimelineSection } from './parts/step-timeline.js';
import { landscapeSection } from './parts/landscape.js';
import type { Chart, Extent } from './charts/chart.js';
import { budgetChart } from './charts/budget-chart.js';
import { descentChart } from './charts/descent-chart.js';
import { landscapeChart } from './charts/landscape-chart.js';
import { stageBarChart } from './charts/stage-bar-chart.js';
import { stepTimelineChart } from './charts/step-timeline-chart.js';
import { landscapeDatasets } from './landscape/landscape-datasets.js';
import { landscapeOf } from './landscape/landscape-run.js';
import { viewLandscape, type LandscapeView } from './landscape/landscape-view.js';
import type { Run } from './run-files.js';
import { chartConfig, dark, light } from './theme.js';

/** Nothing is fetched, from anywhere: the page is all there is. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** The report of a run as one page that needs nothing but itself. A landscape's optimizers are run for comparison. */
export async function buildReport(run: Run): Promise<string> {
  const { summary, steps } = run;
  const timeUnit = timeUnitFor(summary.virtualTime.totalS);
  const spec = steps.length === 0 ? undefined : landscapeOf(run);
  const view = spec === undefined ? undefined : await viewLandscape(run, spec);
  const ofLandscape = view === undefined ? undefined : landscapeDatasets(view, run, timeUnit);
  const data = { ...datasets(run, timeUnit), ...ofLandscape };
  const extent: Extent = {
    lastStep: steps.at(-1)?.step ?? 0,
    lastTime: (summary.virtualTime.totalS ?? 0) * timeUnit.perSecond,
    timeUnit: timeUnit.name,
  };
  const learned =
    view === undefined || ofLandscape === undefined
      ? learningCharts(run, extent)
      : [
          landscapeChart(view),
          descentChart('step', { ...extent, lastStep: longestPath(view) }, view, ofLandscape),
          descentChart('virtualTime', extent, view, ofLandscape),
        ];
  const converted = summary.device === null ? [] : converterCharts(data, extent);
  const device = summary.device === null ? [] : deviceCharts(data, extent);
  const budgeted = data.budget.length === 0 ? [] : [budgetChart(extent)];
  const timeline = timelineOf(run);
  const timelineChart =
    timeline &&
    stepTimelineChart(
      timeline.step,
      new Set(timeline.spans.map(({ stage }) => stage)).size,
      timeUnitFor(timeline.durationS).name,
    );
  const charts = [
    ...learned,
    stageBarChart('time'),
    stageBarChart('energy'),
    ...(timelineChart ? [timelineChart] : []),
    ...converted,
    ...device,
    ...budgeted,
  ];
  const thinned =
    steps.length > mostPoints
      ? html`<p class="quiet">
          Curves of this long run are drawn as means over equal runs of steps, ${mostPoints} points each;
          metrics.jsonl has every step.
        </p>`
      : undefined;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${summary.workload} with ${summary.optimizer} · thermoloop</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          ${heading(summary)} ${keyFigures(run)}
          <noscript
            ><p class="notice">
              The charts are drawn by a script in this page; without it, the tables remain.
            </p></noscript
          >
          ${steps.length === 0 ? html`<p class="notice">The run ended before its first step: there is nothing to draw.</p>` : view === undefined ? learning(learned) : landscapeSection(view, run, learned)}
          ${thinned} ${accounts(run)}
          ${timeline && timelineChart && stepTimelineSection(timeline, timelineChart)}
          ${summary.device === null ? undefined : converters(summary, converted)} ${deviceSteps(run, device)}
          ${budget(run, budgeted)} ${record(summary)}
          <footer>
            Every step is in metrics.jsonl, every figure in summary.json beside this page. Nothing here is
            fetched from anywhere.
          </footer>
        </main>
        ${inlineData('chart-data', { charts: placed(steps.length === 0 ? [] : charts), datasets: data, configs: { light: chartConfig(light), dark: chartConfig(dark) } })}
        ${vegaLibraries().map(inlineScript)} ${inlineScript(clientScript)}
      </body>
    </html> `.text;
}

function longestPath({ paths }: LandscapeView): number {
  return Math.max(...paths.map(({ positions }) => positions.length - 1));
}

function placed(charts: readonly Chart[]): object[] {
  return charts.map(({ id, heightPx, spec }) => ({
    id,
    spec: {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      width: 'container',
      height: heightPx - 40,
      ...spec,
    },
  }));
}
