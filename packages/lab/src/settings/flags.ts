import { InputError, quoted } from '../input-error.js';
import { expectation, settingName } from './setting.js';
import { trainSettingKeys, trainSettings, type TrainSettingValues } from './train-settings.js';

/** Texts of flags by the keys of the settings; a repeatable flag has a list. */
export type FlagTexts = Readonly<Partial<Record<string, string | readonly string[]>>>;

/**
 * The settings that flags give.
 * @throws InputError naming flag, what was found and what was expected
 */
export function settingsFromFlags(flags: FlagTexts): TrainSettingValues {
  const values: Record<string, unknown> = {};
  for (const key of trainSettingKeys) {
    const given = flags[key];
    if (given === undefined) continue;
    const setting = trainSettings[key];
    for (const text of typeof given === 'string' ? [given] : given) {
      const result = setting.schema.safeParse(setting.fromFlag(text));
      if (!result.success) {
        throw new InputError({
          place: `--${settingName(key)}`,
          found: quoted(text),
          expected: expectation(setting, text),
        });
      }
      const value: unknown = result.data;
      values[key] = typeof given === 'string' ? value : { ...(values[key] ?? {}), ...(value as object) };
    }
  }
  return values;
}
