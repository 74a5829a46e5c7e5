import { SpuClient, type WireError } from '@thermoloop/protocol';
import type { HostClock } from '@thermoloop/sim-kernel';
import { startEmulator } from '@thermoloop/spu-emulator';
import type { ResolvedChip } from '../chips/resolve-chip.js';

/** A device that did not answer as it should when its session was opened. */
export class DeviceUnavailableError extends Error {
  override readonly name = 'DeviceUnavailableError';

  constructor(chip: string, fault: WireError) {
    super(
      `chip ${chip}: no session could be opened: ${fault.sentence()}\nthermoloop doctor checks the emulator.`,
    );
  }
}

/** A connected device. */
export interface OpenDevice {
  readonly client: SpuClient;
  /** Ends the session and whatever serves it. */
  close(): Promise<void>;
}

/**
 * Starts an emulator of the chip in threads of its own and opens a session. The only place that starts one.
 * @throws DeviceUnavailableError
 */
export async function openDevice(chip: ResolvedChip, clock: HostClock): Promise<OpenDevice> {
  const emulator = await startEmulator(chip.spec);
  const session = await SpuClient.connect(emulator.transport, clock);
  if (!session.ok) {
    await emulator.stop();
    throw new DeviceUnavailableError(chip.name, session.error);
  }
  const client = session.value;
  return {
    client,
    close: async () => {
      try {
        await client.close();
      } finally {
        await emulator.stop();
      }
    },
  };
}
