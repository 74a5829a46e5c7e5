import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { nearestName } from '@thermoloop/bus';
import { InputError, quoted } from '../input-error.js';
import { expectation, settingName } from './setting.js';
import {
  trainSettingKeys,
  trainSettings,
  type TrainSettingKey,
  type TrainSettingValues,
} from './train-settings.js';

/**
 * The settings in a configuration file: a mapping in YAML (so JSON as well) from the names of flags, without
 * dashes in front, to values.
 * @throws InputError naming file, setting, what was found and what was expected
 */
export function readConfigFile(path: string): TrainSettingValues {
  const content = parsed(path);
  const values: Partial<Record<TrainSettingKey, unknown>> = {};
  const keyOf = new Map(trainSettingKeys.map((key) => [settingName(key), key]));
  for (const [name, value] of Object.entries(content)) {
    const key = keyOf.get(name);
    if (key === undefined) throw unknownSetting(path, name, [...keyOf.keys()]);
    const setting = trainSettings[key];
    const result = setting.schema.safeParse(value);
    if (!result.success) {
      throw new InputError({
        place: `${path}: ${name}`,
        found: quoted(value),
        expected: expectation(setting, value),
      });
    }
    values[key] = result.data;
  }
  return values as TrainSettingValues;
}

function parsed(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const found =
      code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a directory' : (error as Error).message;
    throw new InputError({ place: `--config ${path}`, found, expected: 'a YAML file of settings' });
  }
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) {
    const [where] = problem.linePos ?? [];
    const place = where === undefined ? path : `${path}, line ${where.line}`;
    const reason = problem.message.split(/ at line|\n/)[0]!;
    throw new InputError({
      place,
      found: `text that is no YAML (${reason})`,
      expected: 'a YAML file of settings',
    });
  }
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new InputError({
      place: path,
      found: quoted(content),
      expected: 'settings, one a line, as in `steps: 300`',
    });
  }
  return content as Record<string, unknown>;
}

function unknownSetting(path: string, name: string, known: readonly string[]): InputError {
  const near = nearestName(name, known);
  return new InputError({
    place: `${path}: ${name}`,
    found: 'an unknown setting',
    expected: near ?? `one of ${known.join(', ')}`,
  });
}
