// The far end of a bare pipe: counts what comes over stdin or the unix socket of the first argument, and answers one
// byte whenever another `total` bytes (second argument) have come.
import { createServer, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

const [path = '', total = ''] = process.argv.slice(2);

function count(from: Readable, answer: () => void): void {
  let left = Number(total);
  from.on('data', (bytes: Buffer) => {
    left -= bytes.length;
    if (left > 0) return;
    left = Number(total);
    answer();
  });
}

const byte = Buffer.alloc(1);
const respondOn = (writable: Writable) => (): void => void writable.write(byte);

if (path === '-') {
  count(process.stdin, () => process.send?.('done'));
} else {
  createServer((socket: Socket) => count(socket, respondOn(socket))).listen(path, () =>
    process.send?.('ready'),
  );
}
if (path === '-') process.send?.('ready');
