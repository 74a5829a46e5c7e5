import { Child } from './child-process.js';
import { bulkBytes, bulkChip } from './bulk.js';

/** Bytes that JavaScript copied for one byte of codes, on each side. */
export interface Copies {
  readonly host: number;
  readonly device: number;
}

const moves = 20;
const counter = './copy-counter.js';

/** Counts them in processes of their own, as the counting takes time. */
export async function countCopies(url: string): Promise<Copies> {
  const device = await Child.start('emulator-process.js', [bulkChip, url], [counter]);
  const host = await Child.start('host-process.js', [url], [counter]);
  const copied = async (): Promise<Copies> => ({
    host: (await host.ask({ moves: 0 })) as number,
    device: (await device.ask({ what: 'copied bytes' })) as number,
  });
  await host.ask({ moves: 1 });
  const before = await copied();
  await host.ask({ moves });
  const after = await copied();
  await host.stop();
  await device.stop();
  const perByte = (from: number, to: number): number => (to - from) / (moves * bulkBytes);
  return { host: perByte(before.host, after.host), device: perByte(before.device, after.device) };
}
