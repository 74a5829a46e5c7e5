import type { z } from 'zod';
import { nearestName } from './nearest-name.js';

/** One thing wrong with what a person wrote. */
export interface SpecProblem {
  /** Names joined by dots, as in `adc.resolutionBits`; empty for the whole. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** What is wrong, unknown fields first: a mistyped field is also a missing one, and the typing is the cause. */
export function specProblems(error: z.ZodError, raw: unknown): SpecProblem[] {
  const issues = [...error.issues].sort((a, b) => rank(a) - rank(b));
  return issues.flatMap((issue) => problemsOf(issue, raw));
}

/**
 * One line for a refused spec: the place, what was found there and what was expected, as in
 * "chip.adc.resolutionBits: found 0, expected an integer from 2 to 16". `raw` is what was parsed, `root` the name
 * of the whole ('chip'). Of several problems it tells the first and counts the others.
 */
export function describeZodError(error: z.ZodError, raw: unknown, root = ''): string {
  const [first, ...others] = specProblems(error, raw);
  if (first === undefined) return `${root || 'input'}: refused`;
  const place = [root, first.path].filter((part) => part !== '').join('.') || 'input';
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${place}: found ${first.found}, expected ${first.expected}${more}`;
}

const ownPhrase = 'expected ';

function rank(issue: z.core.$ZodIssue): number {
  return issue.code === 'unrecognized_keys' ? 0 : 1;
}

function problemsOf(issue: z.core.$ZodIssue, raw: unknown): SpecProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      found: 'an unknown field',
      expected: knownField(key, issue.message),
    }));
  }
  return [
    {
      path: pathOf(issue.path),
      found: describeValue(valueAt(raw, issue.path)),
      expected: expectation(issue),
    },
  ];
}

function knownField(key: string, message: string): string {
  if (!message.startsWith(`${ownPhrase}one of `)) return 'no field of that name';
  const known = message.slice(ownPhrase.length + 'one of '.length);
  return nearestName(key, known.split(', ')) ?? `one of ${known}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith(ownPhrase)) return issue.message.slice(ownPhrase.length);
  if (issue.code === 'invalid_type')
    return typePhrases[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return oneOf(issue.values);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return oneOf(issue.options);
  return lowerFirst(issue.message);
}

const typePhrases: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object of fields',
};

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const longestShown = 60;

function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'an empty text';
  if (typeof value === 'string' && !Number.isNaN(Number(value))) return `the text "${value}"`;
  const text =
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
