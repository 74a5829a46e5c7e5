import { nearestName } from '@thermoloop/bus';
import { InputError, quoted } from '../input-error.js';

/** The entry of a registry by its name. @throws InputError that names the nearest, and all */
export function entryNamed<Entry extends { readonly name: string }>(
  kind: string,
  entries: readonly Entry[],
  name: string,
  place: string,
): Entry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const names = entries.map((candidate) => candidate.name);
  const near = nearestName(name, names);
  throw new InputError({
    place,
    found: `${quoted(name)}, an unknown ${kind}`,
    expected: `one of ${names.join(', ')}`,
    ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
  });
}
