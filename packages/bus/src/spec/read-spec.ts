import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { specProblems, type SpecProblem } from './describe-error.js';
import { lineOfPath } from './line-of-path.js';
import { collectSources, unwrapSources } from './sources.js';

/** A spec that was read, and where its numbers come from, by path ('adc.resolutionBits'). */
export interface ReadSpec<T> {
  readonly value: T;
  readonly sources: Readonly<Record<string, string>>;
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
  const values = unwrapSources(raw);
  const result = schema.safeParse(values);
  if (result.success) return { value: result.data, sources: collectSources(raw) };
  const [first = refused(kind), ...others] = specProblems(result.error, values);
  return {
    fault: {
      ...first,
      line: lineOfPath(document, lines, first.path),
      remedy: remedyOf(first, others, kind),
    },
  };
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
