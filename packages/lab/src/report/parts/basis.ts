import { stages } from '../../train/stages.js';
import type { Basis, TrainSummary } from '../../train/train-result.js';
import { html, type Html } from '../page/html.js';

type Account = Pick<TrainSummary['virtualTime'], 'basisByStage'>;

/** A total is measured only if every part of it is. */
export function worstLabel({ basisByStage }: Account): Basis['label'] {
  return stages.some((stage) => basisByStage[stage].label === 'assumed') ? 'assumed' : 'measured';
}

export function basisLabel({ label }: Basis): Html {
  return html`<span class="label ${label}">${label}</span>`;
}
