import { resolveChip } from '../chips/resolve-chip.js';
import { deviceSettings } from '../settings/device-settings.js';
import { settingsFromFlags } from '../settings/flags.js';
import { experimentDefaults } from '../settings/resolve-train-config.js';
import { checkArithmetic } from './check-arithmetic.js';
import { checkData } from './check-data.js';
import { checkDevice } from './check-device.js';
import { checkNode } from './check-node.js';
import { checkThreads } from './check-threads.js';
import type { Check, DoctorResult } from './doctor-result.js';

interface NamedCheck {
  readonly name: string;
  readonly check: () => Promise<Omit<Check, 'name'>>;
}

const ofThisMachine: readonly NamedCheck[] = [
  { name: 'Node', check: checkNode },
  { name: 'threads', check: checkThreads },
  { name: 'ONNX Runtime', check: checkArithmetic },
  { name: 'MNIST', check: checkData },
];

const ofTheEmulator: NamedCheck = {
  name: 'emulator',
  check: async () => checkDevice({ kind: 'emulator', chip: resolveChip(experimentDefaults.chip, {}) }),
};

/**
 * Checks one after another what a training run needs, with the device at a URL in place of the emulator if one is given;
 * a check that throws has failed.
 * @throws InputError for a text that is no device URL
 */
export async function doctor({ device }: { readonly device?: string } = {}): Promise<DoctorResult> {
  const { device: url } = settingsFromFlags(deviceSettings, device === undefined ? {} : { device });
  const last: NamedCheck =
    url === undefined ? ofTheEmulator : { name: 'device', check: () => checkDevice({ kind: 'url', url }) };
  const results: Check[] = [];
  for (const { name, check } of [...ofThisMachine, last]) {
    try {
      results.push({ name, ...(await check()) });
    } catch (error) {
      const [found = '', ...more] = (error as Error).message.split('\n');
      results.push({
        name,
        ok: false,
        found,
        remedy: more.join(' ') || 'Reinstall with npm ci, in the folder of thermoloop.',
      });
    }
  }
  const status = results.every(({ ok }) => ok) ? 'done' : 'failed';
  return { schema: 'thermoloop.doctor/1', status, checks: results };
}
