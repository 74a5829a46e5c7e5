import type { Transport } from '@thermoloop/protocol';

/** The transport, which, when it ends without being closed here, says why what is behind it ended. */
export function explainedTransport(inner: Transport, whyEnded: () => Promise<Error | undefined>): Transport {
  let closedHere = false;
  return {
    send: (bytes) => inner.send(bytes),
    onReceive: (handler) => inner.onReceive(handler),
    onClose(handler) {
      inner.onClose((reason) => {
        if (closedHere || reason !== undefined) handler(reason);
        else void whyEnded().then(handler);
      });
    },
    close() {
      closedHere = true;
      return inner.close();
    },
  };
}
