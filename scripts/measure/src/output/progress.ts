/** One line on stderr about what is being measured. */
export function progress(line: string): void {
  console.error(line);
}
