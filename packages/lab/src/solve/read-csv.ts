import { readFileSync } from 'node:fs';
import { InputError, quoted } from '../input-error.js';

/** Numbers as a CSV file holds them: a row a line, without a header. */
export interface CsvTable {
  readonly rows: number;
  readonly columns: number;
  /** row-major */
  readonly values: Float64Array;
}

/**
 * Reads a table of finite numbers, set apart by commas, semicolons or white space.
 * @param flag which names the file in error lines, such as --matrix
 * @throws InputError with line and column of what is no finite number, or for rows of different length
 */
export function readCsv(path: string, flag: string): CsvTable {
  const lines = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((text, i) => ({ text: text.trim(), number: i + 1 }))
    .filter(({ text }) => text !== '');
  const rows = lines.map(({ text, number }) =>
    text
      .split(/\s*[,;]\s*|\s+/)
      .map((cell, i) => finite(cell, `${flag} ${path}: line ${number}, column ${i + 1}`)),
  );
  const [first] = rows;
  if (first === undefined)
    throw new InputError({ place: `${flag} ${path}`, found: 'no numbers', expected: 'rows of numbers' });
  rows.forEach((row, i) => {
    if (row.length === first.length) return;
    throw new InputError({
      place: `${flag} ${path}: line ${lines[i]!.number}`,
      found: `${row.length} numbers`,
      expected: `${first.length}, as in line ${lines[0]!.number}`,
    });
  });
  return { rows: rows.length, columns: first.length, values: Float64Array.from(rows.flat()) };
}

function finite(cell: string, place: string): number {
  const value = cell === '' ? NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw new InputError({ place, found: quoted(cell), expected: 'a finite number' });
}
