import type { MessagePort } from 'node:worker_threads';
import type { AnalogAnswer, AnalogRead, AnalogRun } from '../analog/analog-part.js';
import type { ChipSpec } from '../chip/chip-schema.js';

/** From the device thread to the physics thread. `epoch` counts clears: an order of an older one is abandoned. */
export type AnalogRequest =
  | { readonly kind: 'run'; readonly id: number; readonly epoch: number; readonly order: AnalogRun }
  | { readonly kind: 'read'; readonly id: number; readonly epoch: number; readonly order: AnalogRead }
  | { readonly kind: 'clear' };

export interface AnalogResponse {
  readonly id: number;
  readonly answer: AnalogAnswer;
}

export interface DeviceThreadData {
  readonly spec: ChipSpec;
  /** to the host */
  readonly link: MessagePort;
  /** to the physics thread */
  readonly analog: MessagePort;
  readonly epoch: SharedArrayBuffer;
}

export interface PhysicsThreadData {
  readonly spec: ChipSpec;
  /** to the device thread */
  readonly analog: MessagePort;
  readonly epoch: SharedArrayBuffer;
  readonly guard: SharedArrayBuffer;
}

/** Either thread to the main thread: it has answered an order with INTERNAL, and goes on. */
export interface FaultMessage {
  readonly fault: string;
}

export function faultMessage(fault: unknown): FaultMessage {
  return { fault: fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault) };
}

/** Main thread to either thread: end in order. */
export const stopMessage = 'stop';
