import { dialDevice, parseDeviceUrl, type DeviceUrl, type Transport } from '@thermoloop/protocol';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveEmulator } from '../threads/serve-emulator.js';
import { chipNamed } from './direct-host.js';

/** Where the device is that the suite is to talk to; unset: an emulator that it starts itself. */
const urlVariable = 'THERMOLOOP_DEVICE_URL';

export interface DeviceUnderTest {
  /** One more connection. */
  dial(): Promise<Transport>;
  stop(): Promise<void>;
}

/** The device at THERMOLOOP_DEVICE_URL, or an emulator of chips/reference with every test point that listens on a socket. */
export async function deviceUnderTest(): Promise<DeviceUnderTest> {
  const given = process.env[urlVariable];
  if (given !== undefined) {
    const url = parseDeviceUrl(given);
    return { dial: () => dialDevice(url), stop: () => Promise.resolve() };
  }
  const { url, remove } = temporarySocket();
  const emulator = await serveEmulator(
    { ...chipNamed('reference'), testPoints: { loopback: true, zeroInput: true, referenceV: 1e-3 } },
    url,
  );
  return {
    dial: () => dialDevice(emulator.url),
    stop: async () => {
      await emulator.stop();
      remove();
    },
  };
}

/** A path for a socket in a folder of its own. */
export function temporarySocket(): { url: Extract<DeviceUrl, { kind: 'unix' }>; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'spu-'));
  return {
    url: { kind: 'unix', path: join(folder, 'device') },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
