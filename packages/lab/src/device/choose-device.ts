import { resolveChip } from '../chips/resolve-chip.js';
import { refuseDeviceWithChip } from '../settings/combinations.js';
import { settingName } from '../settings/setting.js';
import type { DeviceChoice, DeviceSettings } from './device-choice.js';

/**
 * The device that flags ask for, or else an emulator of the chip `otherwise`.
 * @throws InputError for a device together with a chip or changes of one; as `resolveChip` for a chip that is none
 */
export function chooseDevice(asked: DeviceSettings, otherwise: string): DeviceChoice {
  refuseDeviceWithChip(asked, (key) => `--${settingName(key)}`);
  const { device, chip = otherwise, set = {}, corner } = asked;
  return device === undefined
    ? { kind: 'emulator', chip: resolveChip(chip, set, corner) }
    : { kind: 'url', url: device };
}
