import { z } from 'zod';
import { InputError, quoted } from '../input-error.js';
import { parseReadoutRange } from './readout-range.js';
import type { TrainSettingKey, TrainSettingValues } from './train-settings.js';

/** A workload or an optimizer: something with settings of its own, each with a default. */
export interface Settled {
  readonly name: string;
  readonly settings: z.ZodType;
}

type Values = Readonly<Record<string, unknown>>;

/** Names of the settings that an entry has. */
export function ownKeys({ settings }: Settled): readonly string[] {
  return settings instanceof z.ZodObject ? Object.keys(settings.shape) : [];
}

/**
 * The entry's own settings in its own form, with its defaults for what was not asked for.
 * @param place where a setting was asked for, for the error
 * @throws InputError for a value that the entry refuses
 */
export function ownSettings(
  entry: Settled,
  asked: TrainSettingValues,
  place: (key: TrainSettingKey) => string,
): Values {
  const own = ownKeys(entry);
  const given = (Object.keys(asked) as TrainSettingKey[]).filter((key) => own.includes(key));
  const result = entry.settings.safeParse(
    Object.fromEntries(given.map((key) => [key, entryForm(key, asked[key])])),
  );
  if (result.success) return result.data as Values;
  const [issue] = result.error.issues;
  const key = given.find((candidate) => candidate === issue!.path[0]);
  if (key === undefined) throw result.error;
  throw new InputError({
    place: place(key),
    found: quoted(asked[key]),
    expected: `${expectation(issue!.message)} for ${entry.name}`,
  });
}

/** The value that an entry takes for one that people write. */
function entryForm(key: TrainSettingKey, value: unknown): unknown {
  return key === 'range' ? parseReadoutRange(value as string) : value;
}

/** zod says "Too small: expected number to be >0". */
function expectation(message: string): string {
  return message.replace(/^.*?expected /, '').replace(/^number to be ([<>]=?) ?/, 'a number $1 ');
}
