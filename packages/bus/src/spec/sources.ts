/** A value that says where it comes from: `{ value: 1 us, source: 'datasheet, table 3' }`. */
interface Sourced {
  readonly value: unknown;
  readonly source: string;
}

function isSourced(raw: unknown): raw is Sourced {
  return (
    isRecord(raw) &&
    Object.keys(raw).length === 2 &&
    Object.hasOwn(raw, 'value') &&
    typeof raw['source'] === 'string'
  );
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** What was written, each `{ value, source }` replaced by its value: the step before a schema reads it. */
export function unwrapSources(raw: unknown): unknown {
  if (isSourced(raw)) return unwrapSources(raw.value);
  if (Array.isArray(raw)) return raw.map(unwrapSources);
  if (!isRecord(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, unwrapSources(value)]));
}

/** The source of each value that has one, by its path: `{ 'adc.conversionTimeS': 'datasheet, table 3' }`. */
export function collectSources(raw: unknown): Record<string, string> {
  const sources: Record<string, string> = {};
  visit(raw, []);
  return sources;

  function visit(value: unknown, path: readonly string[]): void {
    if (isSourced(value)) {
      sources[path.join('.')] = value.source;
      visit(value.value, path);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) visit(child, [...path, name]);
    }
  }
}
