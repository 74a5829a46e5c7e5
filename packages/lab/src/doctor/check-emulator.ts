import { VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import { resolveChip } from '../chips/resolve-chip.js';
import { openDevice } from '../device/open-device.js';
import { experimentDefaults } from '../settings/resolve-train-config.js';
import type { Check } from './doctor-result.js';

/** An emulator of the default chip starts in its threads, says what it is and answers a status request. */
export async function checkEmulator(): Promise<Omit<Check, 'name'>> {
  const chip = resolveChip(experimentDefaults.chip, {});
  const device = await openDevice(chip, new VirtualClock());
  try {
    const startMs = wallClock.nowMs();
    const status = await device.client.status();
    const answeredMs = wallClock.nowMs() - startMs;
    if (!status.ok)
      return {
        ok: false,
        found: status.error.sentence(),
        remedy: 'Report it, with this chip and this line.',
      };
    const { cells, rows } = device.client.capabilities;
    return {
      ok: true,
      found: `chip ${chip.name}, ${cells} cells × ${rows} rows, answers in ${answeredMs.toFixed(1)} ms`,
    };
  } finally {
    await device.close();
  }
}
