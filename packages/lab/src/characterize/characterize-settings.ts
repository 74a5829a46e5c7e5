import { deviceSettings } from '../settings/device-settings.js';
import { text } from '../settings/setting.js';
import { trainSettings } from '../settings/train-settings.js';

/** Every setting of `characterize`, by its key in code. */
export const characterizeSettings = {
  device: deviceSettings.device,
  set: deviceSettings.set,
  corner: deviceSettings.corner,
  seed: trainSettings.seed,
  calibrate: text({
    placeholder: 'FILE',
    expected: 'a file',
    description: 'write offset and gain of each converter there, and measure again with them applied',
  }),
  out: text({
    placeholder: 'DIR',
    expected: 'a directory',
    description: 'run directory (default: runs/<time>-characterize-<seed>)',
  }),
} as const;

export const characterizeDefaults = { seed: 1 } as const;
