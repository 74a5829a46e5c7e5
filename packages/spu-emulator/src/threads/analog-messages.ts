import type { AnalogAnswer, AnalogRead, AnalogRun } from '../analog/analog-part.js';

/**
 * From the device thread to the physics thread. `epoch` counts what was abandoned: an order of an older one ends as
 * soon as it is seen, and the `discharge` or `clear` that comes behind it leaves the cells empty either way.
 */
export type AnalogRequest =
  | { readonly kind: 'run'; readonly id: number; readonly epoch: number; readonly order: AnalogRun }
  | { readonly kind: 'read'; readonly id: number; readonly epoch: number; readonly order: AnalogRead }
  | { readonly kind: 'discharge' }
  | { readonly kind: 'clear' };

export interface AnalogResponse {
  readonly id: number;
  readonly answer: AnalogAnswer;
}
