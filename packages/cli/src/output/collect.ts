/** Gathers the texts of a flag that may be repeated, as commander wants it. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
