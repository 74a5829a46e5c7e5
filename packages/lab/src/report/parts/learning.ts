import { accuracyChart } from '../charts/accuracy-chart.js';
import { lossChart } from '../charts/loss-chart.js';
import type { Chart } from '../charts/chart.js';
import { html, type Html } from '../page/html.js';
import { figure } from './figure.js';

export function learningCharts(timeUnit: string): Chart[] {
  return [
    lossChart('step', timeUnit),
    lossChart('virtualTime', timeUnit),
    accuracyChart('step', timeUnit),
    accuracyChart('virtualTime', timeUnit),
  ];
}

export function learning(charts: readonly Chart[]): Html {
  return html`<section aria-labelledby="learning">
<h2 id="learning">How it learned</h2>
<div class="grid">${charts.map((chart) => figure(chart))}</div>
</section>`;
}
