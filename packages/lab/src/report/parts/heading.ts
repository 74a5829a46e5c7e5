import { count } from '../page/format.js';
import { html, type Html } from '../page/html.js';
import type { TrainSummary } from '../../train/train-result.js';

const outcomes: Readonly<Record<TrainSummary['status'], string>> = {
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
  diverged: 'diverged',
};

/** What was trained, how, with what outcome. */
export function heading(summary: TrainSummary): Html {
  const { status, workload, optimizer, device, config, stepsDone, seed, wallStarted, parameterCount } =
    summary;
  const through = device === null ? 'on the host alone' : `through the emulated chip ${device.chip}`;
  const steps = `${count(stepsDone)} ${stepsDone === 1 ? 'step' : 'steps'}`;
  const planned =
    stepsDone === config.steps ? steps : `${count(stepsDone)} of ${count(Number(config.steps))} steps`;
  return html`<header>
    <div class="eyebrow">
      <span>thermoloop · training run</span
      ><span class="status${status === 'done' ? '' : ' bad'}">${outcomes[status]}</span>
    </div>
    <h1>${workload} with ${optimizer}</h1>
    <p class="lead">
      ${count(parameterCount)} parameters, ${planned} of ${count(Number(config.batch))} examples, ${through}.
      Seed&nbsp;${seed}; started ${wallStarted.slice(0, 16).replace('T', ' ')} UTC.
    </p>
    ${summary.error === undefined ? undefined : html`<p class="notice" role="alert">${summary.error.message}</p>`}
  </header>`;
}
