import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { html } from './html.js';
import { inlineData, inlineScript } from './inline-script.js';

describe('markup from templates', () => {
  test('escapes every value that is not markup', () => {
    expect(html`<p title="${'"quoted"'}">${"<b> & '"}</p>`.text).toBe(
      '<p title="&quot;quoted&quot;">&lt;b&gt; &amp; &#39;</p>',
    );
  });

  test('keeps markup, joins lists and drops what is undefined', () => {
    expect(html`<p>${[1, 2].map((n) => html`<b>${n}</b>`)}${undefined}</p>`.text).toBe(
      '<p><b>1</b><b>2</b></p>',
    );
  });
});

describe('scripts inside a page', () => {
  test('a script cannot end its element, and means the same', () => {
    const source = 'globalThis.found = "</script><!--</SCRIPT>".length';
    const element = inlineScript(source).text;
    expect(element.match(/<\/script/gi)).toHaveLength(1);
    expect(element).not.toContain('<!--');
    const body = element.slice('<script>'.length, -'</script>'.length);
    expect(runInNewContext(`${body}; globalThis.found`)).toBe(22);
  });

  test('data survives unchanged, whatever is in it', () => {
    const data = { text: '</script><script>alert(1)</script><!-- \u2028', numbers: [1, null] };
    const element = inlineData('x', data).text;
    expect(element.match(/</g)).toHaveLength(2);
    expect(JSON.parse(element.replace(/^<script[^>]*>/, '').replace('</script>', ''))).toEqual(data);
  });
});
