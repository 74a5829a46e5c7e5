import { accuracyChart } from '../charts/accuracy-chart.js';
import { lossChart } from '../charts/loss-chart.js';
import type { Chart, Extent } from '../charts/chart.js';
import { html, type Html } from '../page/html.js';
import { figure } from './figure.js';

export function learningCharts(extent: Extent): Chart[] {
  return [
    lossChart('step', extent),
    lossChart('virtualTime', extent),
    accuracyChart('step', extent),
    accuracyChart('virtualTime', extent),
  ];
}

export function learning(charts: readonly Chart[]): Html {
  return html`<section aria-labelledby="learning">
    <h2 id="learning">How it learned</h2>
    <div class="grid">${charts.map((chart) => figure(chart))}</div>
  </section>`;
}
