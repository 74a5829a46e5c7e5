import { expect, test } from '@jest/globals';
import { memoryTransportPair } from '@thermoloop/protocol';
import { explainedTransport } from './explained-transport.js';

test('a transport whose far end failed closes with the reason of that failure', async () => {
  const { host: near, device: far } = memoryTransportPair();
  const explained = explainedTransport(near, () =>
    Promise.resolve(new Error('the emulator failed: out of memory')),
  );
  const closed = new Promise<Error | undefined>((resolve) => explained.onClose(resolve));
  await far.close();
  expect((await closed)?.message).toBe('the emulator failed: out of memory');
});

test('a transport that is closed here asks nobody why', async () => {
  const { host: near } = memoryTransportPair();
  const explained = explainedTransport(near, () => Promise.reject(new Error('asked')));
  const closed = new Promise<Error | undefined>((resolve) => explained.onClose(resolve));
  await explained.close();
  expect(await closed).toBeUndefined();
});
