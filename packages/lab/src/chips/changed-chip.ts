import { sourcedValue } from '@thermoloop/bus';
import { isMap, isScalar, parseDocument, type Document } from 'yaml';

/** What a changed number gives as its source. */
export const sourceOfChange = 'assumed: set by --set';

/**
 * The text of a chip file with some fields changed, comments kept. A changed number that has a source loses it:
 * the source spoke of another value. Whether the chip is one, the chip schema says afterwards.
 * @param changes by path ('chip.adc.resolutionBits'); a mapping takes the place of all that is there, undefined takes it away
 */
export function changedChip(text: string, changes: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || Object.keys(changes).length === 0) return text;
  for (const [path, value] of Object.entries(changes)) change(document, path.split('.').slice(1), value);
  return document.toString({ lineWidth: 110 });
}

function change(document: Document, path: readonly string[], value: unknown): void {
  if (value === undefined) {
    if (document.hasIn(path)) document.deleteIn(path);
    return;
  }
  const old = document.getIn(path, true);
  if (isMap(old) && sourcedValue(old.toJSON()) !== undefined) {
    for (const name of ['typical', 'worst']) old.delete(name);
    old.set('value', value);
    old.set('source', sourceOfChange);
  } else if (isScalar(old)) {
    old.value = value;
  } else {
    document.setIn(growable(document, path), value);
  }
}

/** The same path; a scalar in the middle of it gives way to a mapping, which the chip schema then judges. */
function growable(document: Document, path: readonly string[]): readonly string[] {
  for (let depth = 1; depth < path.length; depth++) {
    if (isScalar(document.getIn(path.slice(0, depth), true)))
      document.setIn(path.slice(0, depth), document.createNode({}));
  }
  return path;
}
