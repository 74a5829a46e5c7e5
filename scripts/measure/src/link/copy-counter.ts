// Imported before everything else into each thread of a process: counts the bytes that JavaScript copies from one
// buffer into another, and tells them to who asks by `copiedBytes`.
import { BroadcastChannel } from 'node:worker_threads';
import { copyChannel, type CopyMessage } from './copied-bytes.js';

/** Copies of small things, as headers and records, do not count. */
const COUNTED_FROM_BYTES = 1024;

let copied = 0;
const count = (bytes: number): void => {
  if (bytes >= COUNTED_FROM_BYTES) copied += bytes;
};

const bytesOf = (from: unknown): number =>
  ArrayBuffer.isView(from) ? from.byteLength : Array.isArray(from) ? from.length : 0;

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

/** Replaces a method of all typed arrays by one that counts what `bytes` says. */
function counted<K extends 'set' | 'slice' | 'copyWithin'>(
  name: K,
  bytes: (self: Uint8Array, args: Parameters<Uint8Array[K]>, result: ReturnType<Uint8Array[K]>) => number,
): void {
  const original = typedArray[name] as (...args: unknown[]) => ReturnType<Uint8Array[K]>;
  Object.defineProperty(typedArray, name, {
    configurable: true,
    writable: true,
    value(this: Uint8Array, ...args: Parameters<Uint8Array[K]>) {
      const result = original.apply(this, args);
      count(bytes(this, args, result));
      return result;
    },
  });
}

counted('set', (_self, [from]) => bytesOf(from));
counted('slice', (_self, _args, result) => result.byteLength);
counted('copyWithin', (self, [, start, end]) => (end ?? self.length) - start);
globalThis.Uint8Array = new Proxy(Uint8Array, {
  construct(target, args: [unknown], newTarget) {
    count(bytesOf(args[0]));
    return Reflect.construct(target, args, newTarget) as Uint8Array;
  },
});

const channel = new BroadcastChannel(copyChannel);
channel.onmessage = (event) => {
  const { data } = event as { data: CopyMessage };
  if (data.kind === 'ask') channel.postMessage({ kind: 'copied', bytes: copied } satisfies CopyMessage);
};
channel.unref();
