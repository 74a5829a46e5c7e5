/** Markup that is safe to put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

type Content = Html | string | number | readonly Content[] | undefined;

/** Markup from a template; every value in it that is not itself markup is escaped. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  let text = parts[0]!;
  values.forEach((value, i) => (text += rendered(value) + parts[i + 1]!));
  return new Html(text);
}

function rendered(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(rendered).join('');
  return escaped(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
