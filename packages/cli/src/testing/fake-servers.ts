import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Listens on the loopback address and does `serve` with each connection. */
export async function listen(serve: (socket: Socket) => void): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** A server of something else: it answers whatever it is sent as an HTTP server answers what it does not understand. */
export function serveHttp(socket: Socket): void {
  socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
}

/** A device of link version 7 of SPU-Link: it answers HELLO with BAD_VERSION, by PROTOCOL.md, sections 2 and 6. */
export function serveOtherVersion(socket: Socket): void {
  socket.once('data', (frame) => {
    const hello = Buffer.from(frame);
    const header = Buffer.alloc(24);
    hello.copy(header, 0, 0, 24);
    header.writeUInt8(2, 3); // ANSWER
    header.writeUInt16LE(4, 6); // ERROR
    header.writeUInt32LE(24, 16);
    header.writeUInt32LE(crc32c(header.subarray(0, 20)), 20);
    const record = Buffer.alloc(28);
    record.writeUInt16LE(0x0104, 0); // BAD_VERSION, field 0
    record.writeDoubleLE(hello.readUInt8(2), 8);
    record.writeDoubleLE(7, 16);
    record.writeUInt32LE(crc32c(record.subarray(0, 24)), 24);
    socket.write(Buffer.concat([header, record]));
  });
}

/** CRC-32C (Castagnoli), bit by bit. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
