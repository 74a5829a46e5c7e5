import {
  DialError,
  dialDevice,
  parseDeviceUrl,
  SpuClient,
  type Transport,
  type WireError,
} from '@thermoloop/protocol';
import type { HostClock } from '@thermoloop/sim-kernel';
import { startEmulator } from '@thermoloop/spu-emulator';
import { titleOf, type DeviceChoice } from './device-choice.js';
import { EmulatorUnavailableError, UnusableDeviceError } from './device-errors.js';

/** A connected device. */
export interface OpenDevice {
  readonly choice: DeviceChoice;
  readonly client: SpuClient;
  /** Ends the session, and the emulator if this process runs it. */
  close(): Promise<void>;
}

/**
 * Opens a session with a device: starts an emulator of a chip in threads of its own (the only place that does), or
 * connects to what listens at a URL.
 * @throws UnusableDeviceError where no device that this host can use listens at the URL, EmulatorUnavailableError
 */
export function openDevice(choice: DeviceChoice, clock: HostClock): Promise<OpenDevice> {
  return choice.kind === 'emulator' ? openEmulator(choice, clock) : openRemote(choice, clock);
}

async function openEmulator(
  choice: Extract<DeviceChoice, { kind: 'emulator' }>,
  clock: HostClock,
): Promise<OpenDevice> {
  const emulator = await startEmulator(choice.chip.spec);
  const session = await SpuClient.connect(emulator.transport, clock);
  if (!session.ok) {
    await emulator.stop();
    throw new EmulatorUnavailableError(titleOf(choice), session.error);
  }
  const client = session.value;
  return {
    choice,
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

async function openRemote(
  choice: Extract<DeviceChoice, { kind: 'url' }>,
  clock: HostClock,
): Promise<OpenDevice> {
  const { url } = choice;
  const transport = await dial(url);
  const session = await SpuClient.connect(transport, clock);
  if (!session.ok) {
    await transport.close();
    throw unusable(url, session.error);
  }
  const client = session.value;
  return { choice, client, close: () => client.close() };
}

const howToCheck = 'thermoloop doctor --device URL checks a device.';
const howToStart = 'thermoloop emulate --chip C --listen URL starts an emulated one.';

async function dial(url: string): Promise<Transport> {
  try {
    return await dialDevice(parseDeviceUrl(url));
  } catch (error) {
    if (error instanceof DialError) throw new UnusableDeviceError(url, error.message, howToStart);
    throw error;
  }
}

/** What to say of who listens and with whom no session could be opened. */
function unusable(url: string, fault: WireError): UnusableDeviceError {
  const sentence = fault.sentence();
  if (fault.name === 'BAD_VERSION') return new UnusableDeviceError(url, sentence, howToCheck);
  if (fault.name === 'BUSY')
    return new UnusableDeviceError(url, sentence, 'A device has one session at a time.');
  const reason =
    fault.name === 'NOT_SPU_LINK' ? sentence : `what listens there does not speak SPU-Link: ${sentence}`;
  return new UnusableDeviceError(url, reason, howToStart);
}
