import type { Chart } from '../../report/charts/chart.js';
import { clientScript } from '../../report/page/client-script.js';
import { count, quantity } from '../../report/page/format.js';
import { html, Html } from '../../report/page/html.js';
import { inlineData, inlineScript } from '../../report/page/inline-script.js';
import { style } from '../../report/page/style.js';
import { vegaLibraries } from '../../report/page/vega-libraries.js';
import { figure as figureOf } from '../../report/parts/figure.js';
import { shellWord } from '../../report/parts/record.js';
import { chartConfig, dark, light } from '../../report/theme.js';
import { environment } from '../../environment.js';
import type { CharacterizeResult, FigureRecord } from '../characterize-result.js';
import type { Curve } from '../curve.js';
import { curveChart, curveRows } from './curve-chart.js';
import { figureTable } from './figure-table.js';
import { groupOfCurve, groupsOf, type Group } from './groups.js';
import { pageStyle } from './page-style.js';

export interface PageContent {
  readonly result: CharacterizeResult;
  readonly curves: readonly Curve[];
  readonly command: readonly string[];
  readonly wallStarted: string;
}

/** Nothing is fetched, from anywhere: the page is all there is. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** What was measured of a device beside its datasheet, as one page that needs nothing but itself. */
export function buildPage({ result, curves, command, wallStarted }: PageContent): string {
  const drawn = curves.filter((curve) => curveRows(curve).length > 0);
  const charts = drawn.map((curve) => ({ curve, chart: curveChart(curve) }));
  const datasets = Object.fromEntries(charts.map(({ curve, chart }) => [chart.id, curveRows(curve)]));
  const { figures, calibration } = result;
  const failed = figures.filter(({ verdict }) => verdict === 'fail');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${result.datasheet} characterized · thermoloop</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(style)}
          ${new Html(pageStyle)}
        </style>
      </head>
      <body>
        <main>
          ${heading(result, wallStarted)} ${keyFigures(result)}
          <noscript
            ><p class="notice">
              The charts are drawn by a script in this page; without it, the tables remain.
            </p></noscript
          >
          ${failed.length === 0 ? undefined : failures(failed)}
          ${calibration === null ? undefined : calibrated(calibration)}
          ${groupsOf(figures).map((group) =>
            section(
              group,
              charts.filter(({ curve }) => groupOfCurve(curve.name) === group.id).map(({ chart }) => chart),
            ),
          )}
          ${record(result, command)}
          <footer>
            Every figure is in figures.csv and summary.json, every point of a curve in curves/ beside this
            page. Nothing here is fetched from anywhere.
          </footer>
        </main>
        ${inlineData('chart-data', {
          charts: charts.map(({ chart }) => placed(chart)),
          datasets,
          configs: { light: chartConfig(light), dark: chartConfig(dark) },
        })}
        ${vegaLibraries().map(inlineScript)} ${inlineScript(clientScript)}
      </body>
    </html> `.text;
}

function heading(
  { datasheet, device, told, cells, counts, seed, familyWiseFalseAlarm }: CharacterizeResult,
  wallStarted: string,
): Html {
  const subject =
    device === null
      ? `An emulator of ${datasheet}`
      : `The device at ${device} (${told.chip} of ${told.vendor}, firmware ${told.firmware})`;
  return html`<header>
    <div class="eyebrow">
      <span>thermoloop · characterization</span
      ><span class="status${counts.fail === 0 ? '' : ' bad'}"
        >${counts.fail === 0 ? 'as specified' : `${counts.fail} not as specified`}</span
      >
    </div>
    <h1>${datasheet}</h1>
    <p class="lead">
      ${subject}, measured through the protocol beside the datasheet ${datasheet}. What is measured of each
      cell is measured of the first ${count(cells.measured)} of ${count(cells.of)}. A device as specified
      shows a failed figure in ${(100 * familyWiseFalseAlarm).toPrecision(1)}&nbsp;% of such runs, whichever
      it is. Seed&nbsp;${seed}; started ${wallStarted.slice(0, 16).replace('T', ' ')} UTC.
    </p>
  </header>`;
}

function keyFigures({ counts, virtualTimeS, wallTimeS }: CharacterizeResult): Html {
  const figures: readonly (readonly [name: string, value: string, note: string])[] = [
    ['Pass', String(counts.pass), `of ${counts.figures} figures: as the datasheet says`],
    [
      'Fail',
      String(counts.fail),
      counts.fail === 0 ? 'nothing contradicts it' : 'the interval excludes what it says',
    ],
    ['Measured', String(counts.measured), 'a value with its interval'],
    ['Bounded', String(counts.bounded), 'no more than an interval, with the reason'],
    ['Not observable', String(counts.notObservable), 'on this device, with the reason'],
    [
      'Time',
      quantity(wallTimeS, 's'),
      virtualTimeS === null ? 'by the wall clock' : `${quantity(virtualTimeS, 's')} of the device`,
    ],
  ];
  return html`<dl class="key">
    ${figures.map(
      ([name, value, note]) =>
        html`<div>
          <dt>${name}</dt>
          <dd class="value">${value}</dd>
          <dd class="note">${note}</dd>
        </div>`,
    )}
  </dl>`;
}

function failures(figures: readonly FigureRecord[]): Html {
  return html`<section aria-labelledby="failures">
    <h2 id="failures">Not as specified</h2>
    <p class="lead">The interval of what was measured excludes what the datasheet says.</p>
    <div class="card">${figureTable(figures)}</div>
  </section>`;
}

/** Gains and offsets of the converters without and with the tables. */
function calibrated({ file, before, after }: NonNullable<CharacterizeResult['calibration']>): Html {
  return html`<section aria-labelledby="calibration">
    <h2 id="calibration">With calibration</h2>
    <p class="lead">
      Offset and gain of each converter are in <code>${file}</code>, which
      <code>thermoloop train --calibration</code> takes. What is left of them by loopbacks, without and with
      these tables applied as the driver does:
    </p>
    <div class="card">${figureTable(before, after)}</div>
  </section>`;
}

function section({ id, title, figures }: Group, charts: readonly Chart[]): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${charts.length === 0 ? undefined : html`<div class="grid">${charts.map((chart) => figureOf(chart))}</div>`}
    <div class="spaced"><div class="card">${figureTable(figures)}</div></div>
  </section>`;
}

function record({ seed, runDirectory }: CharacterizeResult, command: readonly string[]): Html {
  const { thermoloop, node, onnxruntime, platform, cpu, cores } = environment();
  const facts: readonly (readonly [string, string])[] = [
    ['thermoloop', thermoloop],
    ['Node', node],
    ['ONNX Runtime', onnxruntime],
    ['platform', platform],
    ['processor', `${cpu}, ${cores} cores`],
    ['seed', String(seed)],
    ['run directory', runDirectory],
  ];
  return html`<h2>Environment</h2>
    <div class="card">
      <dl class="settings">
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </div>
    <h2>Command</h2>
    <div class="card"><pre>${command.map(shellWord).join(' ')}</pre></div>`;
}

function placed({ id, heightPx, spec }: Chart): object {
  return {
    id,
    spec: {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      width: 'container',
      height: heightPx - 40,
      ...spec,
    },
  };
}
