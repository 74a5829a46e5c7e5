/** Which of two numbers is read where a spec gives both: what a part usually has, or the worst that it may have. */
export const corners = ['typical', 'worst'] as const;
export type Corner = (typeof corners)[number];

/**
 * A value that says where it comes from: `{ value: 1 us, source: 'datasheet, table 3' }`. Where the source gives a
 * typical and a worst value, `{ typical: 1 us, worst: 2 us, source: … }` or `{ value: 1 us, worst: 2 us, source: … }`.
 */
interface Sourced {
  readonly typical: unknown;
  /** Absent where the source gives one value only. */
  readonly worst?: unknown;
  readonly source: string;
}

/** The names under which a sourced value is written, sorted. */
const forms = ['source,value', 'source,value,worst', 'source,typical,worst'];

/** What is written as a sourced value; undefined for anything else. */
export function sourcedValue(raw: unknown): Sourced | undefined {
  if (!isRecord(raw) || typeof raw['source'] !== 'string') return undefined;
  if (!forms.includes(Object.keys(raw).sort().join(','))) return undefined;
  return {
    typical: 'typical' in raw ? raw['typical'] : raw['value'],
    ...('worst' in raw ? { worst: raw['worst'] } : {}),
    source: raw['source'],
  };
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** What was written, each sourced value replaced by its value at a corner: the step before a schema reads it. */
export function unwrapSources(raw: unknown, corner: Corner = 'typical'): unknown {
  const sourced = sourcedValue(raw);
  if (sourced !== undefined) {
    const { typical, worst = typical } = sourced;
    return unwrapSources(corner === 'worst' ? worst : typical, corner);
  }
  if (Array.isArray(raw)) return raw.map((each) => unwrapSources(each, corner));
  if (!isRecord(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, unwrapSources(value, corner)]));
}

/** The source of each value that has one, by its path: `{ 'adc.conversionTimeS': 'datasheet, table 3' }`. */
export function collectSources(raw: unknown): Record<string, string> {
  return collected(raw, ({ source }) => source);
}

/** The paths of the values that a spec gives for both corners, with the worst one. */
export function collectWorst(raw: unknown): Record<string, unknown> {
  return collected(raw, ({ worst }) => worst);
}

function collected<T>(raw: unknown, pick: (sourced: Sourced) => T | undefined): Record<string, T> {
  const found: Record<string, T> = {};
  visit(raw, []);
  return found;

  function visit(value: unknown, path: readonly string[]): void {
    const sourced = sourcedValue(value);
    if (sourced !== undefined) {
      const picked = pick(sourced);
      if (picked !== undefined) found[path.join('.')] = picked;
      visit(sourced.typical, path);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) visit(child, [...path, name]);
    }
  }
}
