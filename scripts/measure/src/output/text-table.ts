/** A table in plain text: the first column to the left, the others to the right, as wide as they need. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const formatted = lines.map((line) =>
    widths
      .map((width, column) => {
        const cell = line[column] ?? '';
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [
    formatted[0],
    '-'.repeat(Math.max(...formatted.map((line) => line.length))),
    ...formatted.slice(1),
  ].join('\n');
}
