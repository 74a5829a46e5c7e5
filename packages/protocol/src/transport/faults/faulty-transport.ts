import { RandomStream } from '@thermoloop/sim-kernel';
import { Ending } from '../delivery.js';
import type { Transport } from '../transport.js';
import type { FaultPlan } from './fault-plan.js';
import { FaultyLine } from './faulty-line.js';

/** Who uses a faulty transport hears this when its plan ends it. */
export class PlannedDisconnect extends Error {
  constructor() {
    super('the fault plan ended the link');
    this.name = 'PlannedDisconnect';
  }
}

/**
 * A transport that does to the frames on it what a plan says: for tests. It takes whole frames out of the bytes that
 * it carries; what is no frame goes through as it is.
 */
export function faultyTransport(inner: Transport, plan: FaultPlan): Transport {
  const ending = new Ending();
  const stream = RandomStream.named(plan.seed, 'faulty transport');
  const disconnect = (): void => {
    end(new PlannedDisconnect());
    void inner.close();
  };
  const sent = new FaultyLine('sent', plan, stream.child('sent'), {
    deliver: (bytes) => inner.send(new Uint8Array(bytes)), // which takes the whole buffer
    disconnect,
  });
  let handler: (bytes: Uint8Array) => void = () => undefined;
  const received = new FaultyLine('received', plan, stream.child('received'), {
    deliver: (bytes) => handler(bytes),
    disconnect,
  });
  const end = (reason?: Error): void => {
    sent.stop();
    received.stop();
    ending.end(reason);
  };
  inner.onClose(end);
  return {
    send: (bytes) => sent.push(bytes),
    onReceive(receive) {
      handler = receive;
      inner.onReceive((bytes) => received.push(bytes));
    },
    onClose: (hear) => ending.hear(hear),
    close() {
      end();
      return inner.close();
    },
  };
}
