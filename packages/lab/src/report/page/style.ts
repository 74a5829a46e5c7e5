import { dark, fonts, light, type Scheme } from '../theme.js';

function variables(scheme: Scheme): string {
  const { series, ramp: _, ...colours } = scheme;
  return [
    ...Object.entries(colours).map(([name, value]) => `--${name}: ${value};`),
    ...series.map((value, i) => `--series-${i}: ${value};`),
  ].join(' ');
}

/** The style sheet of the page. Colours follow the reader's scheme; on paper it is the light one. */
export const style = `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) { @media not print { :root { ${variables(dark)} } } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 ${fonts.text}; text-rendering: optimizeLegibility; }
main { max-width: 72rem; margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 2.5rem) 4rem; }
h1 { font-size: clamp(1.6rem, 4.5vw, 2.3rem); line-height: 1.15; letter-spacing: -0.02em; font-weight: 650; margin: 0.2rem 0 0.4rem; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; letter-spacing: -0.01em; font-weight: 650; margin: 3.2rem 0 0.35rem; }
h3 { font-size: 0.95rem; font-weight: 600; margin: 0 0 0.2rem; }
p { margin: 0.35rem 0; max-width: 46rem; }
a { color: var(--accent); }
.card .quiet, .small { font-size: 0.84rem; }
.quiet, figcaption, .lead { color: var(--quiet); }
.lead { margin-top: 0; }
.spaced { margin-top: 1.4rem; }
.eyebrow { font-size: 0.78rem; letter-spacing: 0.08em; text-transform: uppercase; color: var(--quiet); display: flex; flex-wrap: wrap; gap: 0.4rem 0.8rem; align-items: center; }
.status { letter-spacing: 0.02em; text-transform: none; font-weight: 600; padding: 0.1rem 0.6rem; border-radius: 99px; border: 1px solid currentColor; color: var(--good); }
.status.bad { color: var(--bad); }
.notice { border-left: 3px solid var(--bad); padding: 0.5rem 0.9rem; background: var(--card); white-space: pre-line; }
.key { display: flex; flex-wrap: wrap; gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; margin: 1.6rem 0 0; }
.key > div { flex: 1 1 9.5rem; background: var(--card); padding: 0.9rem 1.1rem 0.8rem; display: flex; flex-direction: column; }
.key dt { font-size: 0.82rem; color: var(--quiet); }
.key dd { margin: 0; }
.key .value { font-size: 1.65rem; line-height: 1.25; font-weight: 620; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.key .note { font-size: 0.8rem; color: var(--quiet); line-height: 1.4; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); margin-top: 1rem; }
.grid.thirds { grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
.grid.quarters { grid-template-columns: repeat(auto-fill, minmax(min(100%, 14.5rem), 1fr)); }
figure, .card { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.1rem 0.9rem; min-width: 0; }
figure.wide { margin-top: 1rem; }
figcaption { font-size: 0.84rem; line-height: 1.45; margin-top: 0.5rem; }
.chart { width: 100%; min-height: var(--chart-height); }
.chart svg { display: block; max-width: 100%; }
.chart summary, .chart details { display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.42rem 0.8rem 0.42rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 500; color: var(--quiet); font-size: 0.82rem; }
tbody th { color: var(--ink); font-size: inherit; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
tfoot td, tfoot th { font-size: inherit; font-weight: 600; border-bottom: 0; color: var(--ink); }
.swatch { display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 3px; margin-right: 0.55rem; }
.label { font-size: 0.78rem; border: 1px solid var(--line); border-radius: 6px; padding: 0.05rem 0.4rem; white-space: nowrap; color: var(--quiet); }
.label.measured { color: var(--good); border-color: currentColor; }
.settings { columns: 21rem auto; column-gap: 2.5rem; margin: 0; }
.settings div { display: flex; justify-content: space-between; gap: 1.2rem; border-bottom: 1px solid var(--line); padding: 0.36rem 0; break-inside: avoid; font-size: 0.9rem; }
.settings dt { color: var(--quiet); white-space: nowrap; }
.settings dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
code, pre { font-family: ${fonts.code}; font-size: 0.86em; }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.3rem 0 0; }
details { margin-top: 0.8rem; }
summary { cursor: pointer; color: var(--accent); font-size: 0.9rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.84rem; color: var(--quiet); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
#vg-tooltip-element.vg-tooltip { font-family: ${fonts.text}; font-size: 12px; background: var(--card) !important; color: var(--ink) !important; border: 1px solid var(--line) !important; border-radius: 8px; box-shadow: 0 4px 18px rgb(0 0 0 / 0.14); }
#vg-tooltip-element.vg-tooltip td.key { color: var(--quiet) !important; display: table-cell; background: none; border: 0; }
@media (max-width: 32rem) {
  .roomy { display: none; }
  table { font-size: 0.85rem; }
  th, td { padding-right: 0.6rem; }
  main { padding-top: 1.4rem; }
  figure, .card { padding: 0.8rem 0.8rem 0.7rem; }
  .key .value { font-size: 1.4rem; }
  .key > div { flex-basis: 40%; padding: 0.7rem 0.8rem; }
}
@media print { body { background: #fff; } figure, .card, .key { break-inside: avoid; } details { display: none; } }
`;
