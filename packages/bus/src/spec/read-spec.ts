import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { specProblems, type SpecProblem } from './describe-error.js';
import { lineOfPath } from './line-of-path.js';
import { collectSources, collectWorst, unwrapSources, type Corner } from './sources.js';

/** A spec that was read, and where its numbers come from, by path ('adc.resolutionBits'). */
export interface ReadSpec<T> {
  readonly value: T;
  readonly sources: Readonly<Record<string, string>>;
  /** The worst value of what gives a typical and a worst one, by path, as it is written; `value` has the typical ones. */
  readonly worst: Readonly<Record<string, unknown>>;
}

/** Why a text is no spec: its first fault, with its line from 1, and what to do. */
export interface SpecFault extends SpecProblem {
  readonly line: number;
  readonly remedy: string;
}

/**
 * Reads what a person wrote in YAML.
 * @param kind what it should be, in words, as in 'chip'; `thermoloop schema <kind>` describes it
 */
export function readSpec<T>(
  text: string,
  schema: z.ZodType<T>,
  kind: string,
): ReadSpec<T> | { readonly fault: SpecFault } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const reason = error.message.split(/ at line|\n/)[0]!.replace(/:$/, '');
    const fault = { path: '', found: `a fault (${reason})`, expected: 'YAML' };
    const { line } = lines.linePos(error.pos[0]);
    return { fault: { ...fault, line, remedy: 'Correct the line, or the one before it.' } };
  }
  const raw: unknown = document.toJS();
  const worst = collectWorst(raw);
  const faultOf = ([first, ...others]: Problems): { readonly fault: SpecFault } => ({
    fault: { ...first, line: lineOfPath(document, lines, first.path), remedy: remedyOf(first, others, kind) },
  });
  const typical = readAt('typical', raw, schema, kind);
  if ('problems' in typical) return faultOf(typical.problems);
  if (Object.keys(worst).length > 0) {
    const atWorst = readAt('worst', raw, schema, kind);
    if ('problems' in atWorst) return faultOf(atWorst.problems);
  }
  return { value: typical.value, sources: collectSources(raw), worst };
}

type Problems = readonly [SpecProblem, ...SpecProblem[]];

/** What a schema makes of what is written, at one corner. */
function readAt<T>(
  corner: Corner,
  raw: unknown,
  schema: z.ZodType<T>,
  kind: string,
): { readonly value: T } | { readonly problems: Problems } {
  const values = unwrapSources(raw, corner);
  const result = schema.safeParse(values);
  if (result.success) return { value: result.data };
  const [first = refused(kind), ...others] = specProblems(result.error, values);
  const told = corner === 'worst' ? { ...first, found: `${first.found} (worst)` } : first;
  return { problems: [told, ...others] };
}

const refused = (kind: string): SpecProblem => ({
  path: '',
  found: 'a file that the schema refuses',
  expected: `a ${kind}`,
});

function remedyOf({ found, path }: SpecProblem, others: readonly SpecProblem[], kind: string): string {
  const field = path.split('.').findLast((name) => !/^\d+$/.test(name));
  const schema = `thermoloop schema ${kind} describes every field`;
  const remedy =
    path === ''
      ? `Write a ${kind} there`
      : found === 'an unknown field'
        ? `Rename ${field} or take it away`
        : found === 'nothing'
          ? `Write ${field} there`
          : `Change ${field}`;
  const also = others.length === 0 ? '' : ` Also wrong: ${others.map((other) => other.path).join(', ')}.`;
  return `${remedy}: ${schema}.${also}`;
}
