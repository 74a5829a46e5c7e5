import type { AnalogAnswer, AnalogMeasure, AnalogRead, AnalogRun } from '../analog/analog-part.js';

/** An order of the device. */
export type AnalogOrderRequest = { readonly id: number; readonly epoch: number } & (
  | { readonly kind: 'run'; readonly order: AnalogRun }
  | { readonly kind: 'read'; readonly order: AnalogRead }
  | { readonly kind: 'measure'; readonly order: AnalogMeasure }
);

/**
 * From the device thread to the physics thread. `epoch` counts what was abandoned: an order of an older one ends as
 * soon as it is seen, and the `discharge` or `clear` that comes behind it leaves the cells empty either way.
 */
export type AnalogRequest = AnalogOrderRequest | { readonly kind: 'discharge' } | { readonly kind: 'clear' };

export interface AnalogResponse {
  readonly id: number;
  readonly answer: AnalogAnswer;
}
