import type { CapabilityRecord, SpuServer } from '@thermoloop/protocol';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { HostMeter } from '../../cost/host-meter.js';
import { slowMachine } from '../../testing/optimizer-context.js';
import type { LoopEvent } from '../../timeline/loop-event.js';
import { SpuDriver, type DriverSettings } from '../spu-driver.js';
import { connectDense, DenseDevice, type DenseDeviceOptions } from './dense-device.js';

export interface OpenDense {
  readonly driver: SpuDriver;
  readonly device: DenseDevice;
  readonly server: SpuServer;
  readonly clock: VirtualClock;
  readonly meter: HostMeter;
  /** What driver and meter told, in order. */
  readonly events: LoopEvent[];
}

/** A driver of a dense device, in one process. */
export async function openDense(
  record: CapabilityRecord,
  settings: Partial<DriverSettings> = {},
  options: DenseDeviceOptions = {},
): Promise<OpenDense> {
  const device = new DenseDevice(record, options);
  const clock = new VirtualClock();
  const { client, server } = await connectDense(device, clock);
  const events: LoopEvent[] = [];
  const meter = new HostMeter(slowMachine, clock, (event) => events.push(event));
  const driver = await SpuDriver.open(client, { range: 'track', threads: 1, seed: 1n, meter, ...settings });
  return { driver, device, server, clock, meter, events };
}
