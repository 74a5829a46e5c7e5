import { InputError, quoted } from '../input-error.js';
import { expectation, settingName, type SettingTable, type SettingValues } from './setting.js';

/** Texts of flags by the keys of the settings; a repeatable flag has a list. */
export type FlagTexts = Readonly<Partial<Record<string, string | readonly string[]>>>;

/**
 * The settings of a table that flags give; other flags are left alone.
 * @throws InputError naming flag, what was found and what was expected
 */
export function settingsFromFlags<T extends SettingTable>(settings: T, flags: FlagTexts): SettingValues<T> {
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const given = flags[key];
    if (given === undefined) continue;
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
  return values as SettingValues<T>;
}
