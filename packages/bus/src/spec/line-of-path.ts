import { isMap, isPair, isScalar, isSeq, type Document, type LineCounter, type ParsedNode } from 'yaml';
import { sourcedValue } from './sources.js';

type Node = ParsedNode | null;

/**
 * The line, from 1, on which a path of a YAML document is written ('adc.resolutionBits'); of a path that is not there
 * the line of what it is missing from. A number written as `{ value, source }` is found at its value.
 */
export function lineOfPath(document: Document.Parsed, lines: LineCounter, path: string): number {
  let node: Node = document.contents;
  let offset = offsetOf(node);
  for (const name of path === '' ? [] : path.split('.')) {
    const pair = childOf(withoutSource(node), name);
    if (pair === undefined) break;
    offset = pair.offset;
    node = pair.node;
  }
  return lines.linePos(offset).line;
}

function childOf(node: Node, name: string): { offset: number; node: Node } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    if (!isPair(pair)) return undefined;
    return { offset: offsetOf(pair.key), node: pair.value };
  }
  const item = isSeq(node) ? (node.items[Number(name)] as Node | undefined) : undefined;
  return item === undefined ? undefined : { offset: offsetOf(item), node: item };
}

/** The value of `{ value, source }` and its like, which no path names. */
function withoutSource(node: Node): Node {
  if (!isMap(node) || sourcedValue(node.toJSON()) === undefined) return node;
  return (node.get(node.has('value') ? 'value' : 'typical', true) as Node | undefined) ?? node;
}

function offsetOf(node: Node): number {
  return node?.range[0] ?? 0;
}
