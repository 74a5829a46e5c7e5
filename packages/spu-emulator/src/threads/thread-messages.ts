import type { DeviceUrl, SessionEvent } from '@thermoloop/protocol';
import type { MessagePort } from 'node:worker_threads';
import type { ChipSpec } from '../chip/chip-schema.js';

/** Where the device thread meets its hosts: a port to one, or a URL at which it listens for any. */
export type HostLink =
  { readonly kind: 'port'; readonly port: MessagePort } | { readonly kind: 'url'; readonly url: DeviceUrl };

export interface DeviceThreadData {
  readonly spec: ChipSpec;
  readonly link: HostLink;
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

/** Either thread to the main thread. */
export type ThreadMessage =
  /** an order was answered with INTERNAL, and the thread goes on */
  | { readonly kind: 'fault'; readonly fault: string }
  | { readonly kind: 'listening'; readonly url: DeviceUrl }
  | {
      readonly kind: 'not listening';
      readonly url: string;
      readonly code: string;
      readonly reason: string;
    }
  | { readonly kind: 'session'; readonly event: SessionEvent };

export function faultMessage(fault: unknown): ThreadMessage {
  return {
    kind: 'fault',
    fault: fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault),
  };
}

/** Either thread to the main thread, once: it has loaded all that it needs and takes messages. */
export const readyMessage = 'ready';

/** Main thread to either thread: end in order. */
export const stopMessage = 'stop';
