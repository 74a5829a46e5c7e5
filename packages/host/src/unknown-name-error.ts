/** A name that a registry does not hold; the message lists those it does. */
export class UnknownNameError extends RangeError {
  override readonly name = 'UnknownNameError';

  constructor(
    readonly kind: string,
    readonly found: string,
    readonly known: readonly string[],
  ) {
    super(`unknown ${kind} '${found}'; there are ${known.join(', ')}`);
  }
}

/** The entry of a registry by its name; throws UnknownNameError. */
export function byName<Entry extends { readonly name: string }>(
  kind: string,
  entries: readonly Entry[],
  name: string,
): Entry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    throw new UnknownNameError(
      kind,
      name,
      entries.map((candidate) => candidate.name),
    );
  }
  return entry;
}
