import { Html } from './html.js';

/**
 * A script element with `source` inside. What would end the element early (`</script`) or open a comment
 * (`<!--`) is written with an escape that means the same in a string, a template or a regular expression.
 */
export function inlineScript(source: string): Html {
  const safe = source.replace(/<\/(?=script)/gi, '<\\/').replace(/<!--/g, '<\\!--');
  return new Html(`<script>${safe}</script>`);
}

/** A script element that holds data. In JSON every `<` stands in a string, so all may be escaped. */
export function inlineData(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replace(/</g, '\\u003c');
  return new Html(`<script type="application/json" id="${id}">${json}</script>`);
}
