import { BroadcastChannel } from 'node:worker_threads';
import { wallClock } from '@thermoloop/sim-kernel';

export const copyChannel = 'copied bytes';

export type CopyMessage = { readonly kind: 'ask' } | { readonly kind: 'copied'; readonly bytes: number };

/** Every thread has long answered by then. */
const ANSWERED_WITHIN_MS = 300;

/** Bytes that the threads of this process have copied so far, as far as copy-counter.ts was imported into them. */
export async function copiedBytes(): Promise<number> {
  const channel = new BroadcastChannel(copyChannel);
  let sum = 0;
  channel.onmessage = (event) => {
    const { data } = event as { data: CopyMessage };
    if (data.kind === 'copied') sum += data.bytes;
  };
  channel.postMessage({ kind: 'ask' } satisfies CopyMessage);
  await wallClock.sleep(ANSWERED_WITHIN_MS);
  channel.close();
  return sum;
}
