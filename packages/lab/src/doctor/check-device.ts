import { ArrayId, CodeKind, type Capabilities } from '@thermoloop/protocol';
import { VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import { titleOf, type DeviceChoice } from '../device/device-choice.js';
import { openDevice } from '../device/open-device.js';
import type { Check } from './doctor-result.js';

/** A device opens a session, says what it is and answers a status request. */
export async function checkDevice(choice: DeviceChoice): Promise<Omit<Check, 'name'>> {
  const device = await openDevice(choice, new VirtualClock());
  try {
    const startMs = wallClock.nowMs();
    const status = await device.client.status();
    const answeredMs = wallClock.nowMs() - startMs;
    if (!status.ok) {
      return {
        ok: false,
        found: `${titleOf(choice)}: ${status.error.sentence()}`,
        remedy: 'Report it, with this chip and this line.',
      };
    }
    return {
      ok: true,
      found: `${titleOf(choice)}: ${whatItIs(device.client.capabilities)}, answers in ${answeredMs.toFixed(1)} ms`,
    };
  } finally {
    await device.close();
  }
}

function whatItIs({ vendor, chip, firmware, cells, rows, formats, simulation }: Capabilities): string {
  const [couplings, drive, readout] = [ArrayId.COUPLINGS, ArrayId.DRIVE, ArrayId.READOUT].map((array) => {
    const { kind, resolutionBits } = formats[array];
    return kind === CodeKind.FLOAT32 ? 'f32' : `${resolutionBits} bit`;
  });
  return (
    `${vendor} ${chip}, firmware ${firmware.major}.${firmware.minor}, ${cells} cells × ${rows} rows, ` +
    `couplings ${couplings}, drive ${drive}, readout ${readout}, ${simulation.time ? 'simulated' : 'real'} time`
  );
}
