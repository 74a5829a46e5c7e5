import { html, type Html } from '../page/html.js';
import { quantity } from '../page/format.js';
import { runFiles } from '../../run-directory/run-directory.js';
import type { TrainSummary } from '../../train/train-result.js';

/** What it takes to run it again: settings, environment, command. */
export function record(summary: TrainSummary): Html {
  const { environment } = summary;
  const facts: [string, string][] = [
    ['thermoloop', environment.thermoloop],
    ['Node', environment.node],
    ['ONNX Runtime', environment.onnxruntime],
    ['platform', environment.platform],
    ['processor', `${environment.cpu}, ${environment.cores} cores`],
    ['host of virtual time', environment.hostMachine],
    ['wall time', quantity(summary.wallTimeS, 's')],
    ['started', summary.wallStarted],
    ['seed', String(summary.seed)],
    ['run directory', summary.runDirectory],
  ];
  return html`<section aria-labelledby="record">
    <h2 id="record">Configuration</h2>
    <p class="lead">
      Complete, with every default resolved; also in config.yaml, which
      <code>thermoloop train --config</code> takes.
    </p>
    <div class="card">
      <dl class="settings">
        ${Object.entries(summary.config).map(([name, value]) => term(name, shown(value)))}
      </dl>
    </div>
    <h2>Environment</h2>
    <div class="card"><dl class="settings">${facts.map(([name, value]) => term(name, value))}</dl></div>
    <h2>Files</h2>
    <p class="lead">Beside this page, in the run directory.</p>
    <div class="card scroll">
      <table>
        <tbody>
          ${files.map(
            ({ name, use }) =>
              html`<tr>
                <th scope="row">
                  <a href="${name}"><code>${name}</code></a>
                </th>
                <td>${use}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h2>Command</h2>
    <div class="card"><pre>${summary.command.map(shellWord).join(' ')}</pre></div>
  </section>`;
}

const files: readonly { readonly name: string; readonly use: string }[] = [
  { name: runFiles.metrics, use: 'every step, a line of JSON each' },
  {
    name: runFiles.events,
    use: 'commands, stages and codes in the order of the program, a line of JSON each',
  },
  {
    name: runFiles.timeline,
    use: 'host, link and chip over virtual time: ui.perfetto.dev, "Open trace file"',
  },
  { name: runFiles.waveforms, use: 'codes, busy, latch and the voltages as read: gtkwave trace.vcd' },
  { name: runFiles.summary, use: 'every figure of this page' },
];

function term(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value);
  return entries.length === 0
    ? '–'
    : entries.map(([path, change]) => `${path} = ${String(change)}`).join(', ');
}

/** A word as a shell takes it, quoted only if it must be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
