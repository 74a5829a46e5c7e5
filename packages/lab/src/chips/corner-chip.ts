import { sourcedValue, type Corner } from '@thermoloop/bus';
import { isScalar, parseDocument, visit } from 'yaml';

/**
 * The text of a chip file in which each number that gives a typical and a worst value has the one of a corner, comments
 * kept; its source then says which.
 */
export function cornerChip(text: string, corner: Corner): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  let isChanged = false;
  visit(document, {
    Map: (_, node) => {
      const sourced = sourcedValue(node.toJSON());
      if (sourced?.worst === undefined) return undefined;
      isChanged = true;
      const value = node.get(corner === 'worst' ? 'worst' : node.has('value') ? 'value' : 'typical', true);
      const source = node.get('source', true);
      if (isScalar(source)) source.value = `${sourced.source} (${corner})`;
      for (const name of ['typical', 'worst', 'value', 'source']) node.delete(name);
      node.set('value', value);
      node.set('source', source);
      return undefined;
    },
  });
  return isChanged ? document.toString({ lineWidth: 110 }) : text;
}
