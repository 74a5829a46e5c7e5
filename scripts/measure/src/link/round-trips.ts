import { SpuClient } from '@thermoloop/protocol';
import { resolveChip } from '@thermoloop/lab';
import { startEmulator } from '@thermoloop/spu-emulator';
import { VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import { median, quantile } from '../statistics/quantiles.js';
import { bulkChip, connectTo } from './bulk.js';

/** Of one empty command, from the call to its answer. */
export interface RoundTrips {
  readonly commands: number;
  readonly medianUs: number;
  readonly p99Us: number;
}

const warmUpCommands = 500;

/** STATUS, one after the other. */
export async function measureRoundTrips(client: SpuClient, commands: number): Promise<RoundTrips> {
  const timesUs: number[] = [];
  for (let i = 0; i < warmUpCommands + commands; i++) {
    const startMs = wallClock.nowMs();
    const status = await client.status();
    if (!status.ok) throw new Error(status.error.sentence());
    if (i >= warmUpCommands) timesUs.push(1000 * (wallClock.nowMs() - startMs));
  }
  return { commands, medianUs: median(timesUs), p99Us: quantile(timesUs, 0.99) };
}

/** The same over a MessagePort, to a device in a thread of this process. */
export async function measureThreadRoundTrips(commands: number): Promise<RoundTrips> {
  const emulator = await startEmulator(resolveChip(bulkChip, {}).spec);
  const connected = await SpuClient.connect(emulator.transport, new VirtualClock());
  if (!connected.ok) throw new Error(connected.error.sentence());
  const roundTrips = await measureRoundTrips(connected.value, commands);
  await connected.value.close();
  await emulator.stop();
  return roundTrips;
}

/** The same to who listens at a URL. */
export async function measureUrlRoundTrips(url: string, commands: number): Promise<RoundTrips> {
  const client = await connectTo(url);
  const roundTrips = await measureRoundTrips(client, commands);
  await client.close();
  return roundTrips;
}
