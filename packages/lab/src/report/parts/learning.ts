import { accuracyChart } from '../charts/accuracy-chart.js';
import { lossChart } from '../charts/loss-chart.js';
import type { Chart, Extent } from '../charts/chart.js';
import { html, type Html } from '../page/html.js';
import type { Run } from '../run-files.js';
import { hasExamples } from '../run-kind.js';
import { figure } from './figure.js';

export function learningCharts({ summary, steps }: Run, extent: Extent): Chart[] {
  const losses = {
    ofExamples: hasExamples(summary),
    isPositive: steps.every(({ loss }) => loss === null || loss > 0),
  };
  const classifies = steps.some(({ batchAccuracy }) => batchAccuracy !== undefined);
  return [
    lossChart('step', extent, losses),
    lossChart('virtualTime', extent, losses),
    ...(classifies ? [accuracyChart('step', extent), accuracyChart('virtualTime', extent)] : []),
  ];
}

export function learning(charts: readonly Chart[]): Html {
  return html`<section aria-labelledby="learning">
    <h2 id="learning">How it learned</h2>
    <div class="grid">${charts.map((chart) => figure(chart))}</div>
  </section>`;
}
