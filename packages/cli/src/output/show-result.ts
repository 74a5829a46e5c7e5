import type { CommonFlags, Outcome } from '../command.js';

/** Writes a result to stdout in the form that the flags ask for: one JSON document on one line, or text. */
export function showResult(
  { json }: CommonFlags,
  { document, text }: Pick<Outcome, 'document' | 'text'>,
): void {
  if (json) {
    if (document !== undefined) process.stdout.write(`${JSON.stringify(document)}\n`);
  } else if (text !== undefined) {
    process.stdout.write(`${text}\n`);
  }
}
