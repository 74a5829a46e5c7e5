import type { SpuClient } from '@thermoloop/protocol';
import { memoryTransportPair, SpuServer } from '@thermoloop/protocol';
import { SimulatedAnalogPart } from '../analog/simulated-analog-part.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import { SpuDevice } from '../device/spu-device.js';
import { createPhysics } from '../physics/create-physics.js';
import { connect } from './remote-host.js';

export interface ChipSession {
  readonly client: SpuClient;
  close(): Promise<void>;
}

/** A client of an emulated chip over the protocol, everything in this thread. */
export async function openChip(spec: ChipSpec): Promise<ChipSession> {
  const physics = createPhysics(spec);
  const analog = new SimulatedAnalogPart(spec, physics, {
    isAbandoned: () => false,
    failed: (fault) => {
      throw new Error('the chip answered INTERNAL', { cause: fault });
    },
  });
  const server = new SpuServer(new SpuDevice(spec, analog));
  const { host, device } = memoryTransportPair();
  server.attach(device);
  const client = await connect(host);
  return {
    client,
    close: async () => {
      await client.close();
      await server.close();
      await physics.release();
    },
  };
}
