import { count } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import { hasExamples } from '../run-kind.js';
import type { TrainSummary } from '../../train/train-result.js';

const outcomes: Readonly<Record<TrainSummary['status'], string>> = {
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
  diverged: 'diverged',
};

/** What was trained, how, with what outcome. */
export function heading(summary: TrainSummary): Html {
  const { status, workload, optimizer, config, stepsDone, seed, wallStarted, parameterCount } = summary;
  const steps = `${count(stepsDone)} ${stepsDone === 1 ? 'step' : 'steps'}`;
  const planned =
    stepsDone === config.steps ? steps : `${count(stepsDone)} of ${count(Number(config.steps))} steps`;
  const batches = hasExamples(summary) ? ` of ${count(Number(config.batch))} examples` : '';
  return html`<header>
    <div class="eyebrow">
      <span>thermoloop · training run</span
      ><span class="status${status === 'done' ? '' : ' bad'}">${outcomes[status]}</span>
    </div>
    <h1>${workload} with ${optimizer}</h1>
    <p class="lead">
      ${count(parameterCount)} parameters, ${planned}${batches}, ${route(summary)}. Seed&nbsp;${seed}; started
      ${wallStarted.slice(0, 16).replace('T', ' ')} UTC.
    </p>
    ${resumption(summary)}
    ${summary.error === undefined ? undefined : html`<p class="notice" role="alert">${summary.error.message}</p>`}
  </header>`;
}

function route({ device, config }: TrainSummary): string {
  if (device === null) return 'on the host alone';
  const through =
    device.url === undefined
      ? `through the emulated chip ${device.chip}`
      : `through the device at ${device.url} (${device.chip})`;
  return config.mode === 'async' ? `${through}, asynchronously` : through;
}

function resumption({ resumed }: TrainSummary): Html | undefined {
  if (resumed === undefined) return undefined;
  const { step, runDirectory, isExact, notes } = resumed;
  return html`<p class="lead">
    Resumed after step ${count(step)} from <code>${runDirectory}</code>:
    ${isExact ? 'with the numbers that an unbroken run has.' : 'an unbroken run would have had other numbers.'}
    ${notes.map((note) => html`${note.charAt(0).toUpperCase()}${note.slice(1)}. `)}
  </p>`;
}
