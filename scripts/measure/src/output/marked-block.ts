/**
 * A page with other lines between `<!-- NAME -->` and `<!-- end of NAME -->`.
 * @throws RangeError where the page has no such marks
 */
export function markedBlock(page: string, name: string, content: string): string {
  const begin = `<!-- ${name} -->\n`;
  const end = `\n<!-- end of ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0)
    throw new RangeError(`the page has no block marked ${begin.trim()} … ${end.trim()}`);
  return `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`;
}
