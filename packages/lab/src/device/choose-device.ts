import { resolveChip } from '../chips/resolve-chip.js';
import type { ChipChanges } from '../settings/chip-changes.js';
import { refuseDeviceWithChip } from '../settings/combinations.js';
import { settingName } from '../settings/setting.js';
import type { DeviceChoice } from './device-choice.js';

/** The settings that say which device is used. */
export interface DeviceSettings {
  readonly chip?: string | undefined;
  readonly set?: ChipChanges | undefined;
  readonly device?: string | undefined;
}

/**
 * The device that flags ask for, or else an emulator of the chip `otherwise`.
 * @throws InputError for a device together with a chip or changes of one; as `resolveChip` for a chip that is none
 */
export function chooseDevice(asked: DeviceSettings, otherwise: string): DeviceChoice {
  refuseDeviceWithChip(asked, (key) => `--${settingName(key)}`);
  const { device, chip = otherwise, set = {} } = asked;
  return device === undefined
    ? { kind: 'emulator', chip: resolveChip(chip, set) }
    : { kind: 'url', url: device };
}
