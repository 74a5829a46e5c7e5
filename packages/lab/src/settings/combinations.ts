import { InputError, quoted } from '../input-error.js';
import type { DeviceSettings } from '../device/device-choice.js';
import { settingName } from './setting.js';
import type { TrainSettingKey, TrainSettingValues } from './train-settings.js';

/** Where a setting was asked for: `--chip`, or `config.yaml: chip`. */
export type Place = (key: TrainSettingKey) => string;

/** What was asked for, by flags and by the configuration file. */
export interface Asked {
  readonly fromFlags: TrainSettingValues;
  readonly fromFile: TrainSettingValues;
}

const ofEmulator = ['chip', 'set', 'corner'] as const;

/**
 * Flags over file; changes of the chip add up. A device by flag also goes over the file's chip, and a chip by flag over the
 * file's device.
 * @throws InputError where a device and a chip to emulate are asked for in one place, or changes of a device's chip
 */
export function merged({ fromFlags, fromFile }: Asked, place: Place): TrainSettingValues {
  refuseDeviceWithChip(fromFile, place);
  refuseDeviceWithChip(fromFlags, place);
  const { chip, set, corner, device, ...others } = fromFile;
  const chosen: TrainSettingValues = { ...others, ...fromFlags };
  if (fromFlags.device !== undefined) return chosen;
  if (chip !== undefined && fromFlags.chip === undefined) chosen.chip = chip;
  if (device !== undefined && fromFlags.chip === undefined) chosen.device = device;
  if (corner !== undefined && fromFlags.corner === undefined) chosen.corner = corner;
  if (set !== undefined) chosen.set = { ...set, ...fromFlags.set };
  refuseDeviceWithChip(chosen, place);
  return chosen;
}

/** @throws InputError where a device and a chip to emulate, or changes of one, are asked for */
export function refuseDeviceWithChip(asked: DeviceSettings, place: Place): void {
  const other = ofEmulator.find((key) => asked[key] !== undefined);
  if (asked.device === undefined || other === undefined) return;
  throw new InputError({
    place: place('device'),
    found: `${quoted(asked.device)} together with ${place(other)}`,
    expected: 'either a device that is there or a chip to emulate',
    ...(other === 'set'
      ? {
          remedy: `Changes of a chip belong to who emulates it: thermoloop emulate --chip C --set ${changeIn(asked)}.`,
        }
      : {}),
  });
}

function changeIn({ set = {} }: DeviceSettings): string {
  const [[path, value] = ['chip.path', 'value']] = Object.entries(set);
  return `${path}=${String(value)}`;
}

/** A setting that has a meaning only where another one has a certain value. */
interface Need {
  readonly key: TrainSettingKey;
  /** Only this value of `key` has the need; undefined: every one. */
  readonly value?: unknown;
  readonly other: 'clock' | 'mode';
  readonly values: readonly string[];
}

const needs: readonly Need[] = [
  { key: 'mode', value: 'async', other: 'clock', values: ['free', 'paced'] },
  { key: 'staleness', other: 'mode', values: ['async'] },
  { key: 'clockScale', other: 'clock', values: ['paced'] },
];

/**
 * @param chosen every setting as it would be used
 * @throws InputError for a setting that was asked for and that another one deprives of its meaning
 */
export function refuseLoneSettings(
  asked: TrainSettingValues,
  chosen: TrainSettingValues,
  place: Place,
): void {
  for (const { key, value, other, values } of needs) {
    if (asked[key] === undefined || (value !== undefined && asked[key] !== value)) continue;
    const found = chosen[other] ?? '';
    if (values.includes(found)) continue;
    throw new InputError({
      place: place(key),
      found: `${quoted(asked[key])} with ${settingName(other)} ${found}`,
      expected: `${values.map((each) => `--${settingName(other)} ${each}`).join(' or ')} with it`,
    });
  }
}

/**
 * @param chosen every setting as it would be used
 * @throws InputError for a budget of a device's error where there is no device, or no exact answer to hold it against
 */
export function refuseIdleBudget(
  asked: TrainSettingValues,
  chosen: TrainSettingValues,
  needsDevice: boolean,
  place: Place,
): void {
  if (asked.budgetEvery === undefined) return;
  const found = `${quoted(asked.budgetEvery)} with`;
  if (!needsDevice) {
    throw new InputError({
      place: place('budgetEvery'),
      found: `${found} optimizer ${String(chosen.optimizer)}, which uses no device`,
      expected: 'an optimizer that does, as --optimizer tngd',
    });
  }
  if (chosen.damping === 0) {
    throw new InputError({
      place: place('budgetEvery'),
      found: `${found} damping 0, at which the exact answer is not unique`,
      expected: '--damping above 0 with it',
    });
  }
}
