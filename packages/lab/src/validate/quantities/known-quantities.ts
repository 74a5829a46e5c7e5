import { nearestName } from '@thermoloop/bus';
import type { KnownQuantities } from '../expression/parse-condition.js';
import { RequirementError } from '../expression/requirement-error.js';
import { quantities } from './quantities.js';
import type { Quantity } from './quantity.js';

const byName = new Map(quantities.map((quantity) => [quantity.name, quantity]));

/** @throws RangeError for a name that no quantity has */
export function quantityNamed(name: string): Quantity {
  const quantity = byName.get(name);
  if (quantity === undefined) throw new RangeError(`no quantity ${name}`);
  return quantity;
}

/** What requirements may name. */
export const knownQuantities: KnownQuantities = {
  unitOf: (name) => byName.get(name)?.unit,
  unknown: (name) => {
    const names = [...byName.keys()];
    const near = nearestName(name, names) ?? names.find((known) => known.split('.').at(-1) === name);
    return new RequirementError(
      name,
      near ?? 'the name of something that can be measured',
      `What can be measured: ${names.join(', ')}.`,
    );
  },
};
