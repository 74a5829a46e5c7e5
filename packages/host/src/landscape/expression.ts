import type { FunctionNode, MathNode, OperatorNode, SymbolNode } from 'mathjs';
import { LandscapeError } from './landscape-error.js';
import { realAlgebra } from './mathjs.js';

/** Longest text and largest expression that is read; a bound on time, since each part is differentiated twice. */
export const expressionLimits = { characters: 2000, parts: 1000 } as const;

/** Twice differentiable functions of one argument. */
export const expressionFunctions = [
  'exp',
  'log',
  'sqrt',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
] as const;
/** Names with a value of their own. */
export const expressionConstants = ['pi', 'e'] as const;

const operators = ['add', 'subtract', 'multiply', 'divide', 'pow', 'unaryMinus', 'unaryPlus'];
const allowed = `numbers, names, + - * / ^, parentheses and the functions ${expressionFunctions.join(', ')}`;

/**
 * Parses an expression of real variables: numbers, `names`, π, e, the operators + − * / ^, parentheses and
 * `expressionFunctions`. Nothing else gets past here, so that an expression can neither reach the program nor use up
 * its memory.
 * @param names variables and constants
 * @throws LandscapeError that says what was found, and where
 */
export function parseExpression(text: string, names: ReadonlySet<string>): MathNode {
  const { characters, parts } = expressionLimits;
  if (text.length > characters) {
    throw new LandscapeError('expression', `${text.length} characters`, `at most ${characters}`);
  }
  if (text.trim() === '') throw new LandscapeError('expression', 'an empty text', allowed);
  const root = parsed(text);
  let count = 0;
  root.traverse((node, path, parent) => {
    count += 1;
    if (count > parts) throw new LandscapeError('expression', `more than ${parts} parts`, `at most ${parts}`);
    const isFunctionName = path === 'fn' && parent.type === 'FunctionNode';
    if (!isFunctionName) checkNode(node, text, names);
  });
  return root;
}

function parsed(text: string): MathNode {
  try {
    return realAlgebra().parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof RangeError) {
      throw new LandscapeError('expression', 'parentheses nested too deeply', 'fewer levels');
    }
    const message = error.message.replace(/\s*\(char \d+\)$/, '');
    const at = 'char' in error && typeof error.char === 'number' ? ` at character ${error.char}` : '';
    throw new LandscapeError('expression', `${oneLine(message)}${at}`, allowed);
  }
}

function checkNode(node: MathNode, text: string, names: ReadonlySet<string>): void {
  switch (node.type) {
    case 'ParenthesisNode':
      return;
    case 'ConstantNode': {
      const { value } = node as unknown as { value: unknown };
      if (typeof value === 'number' && Number.isFinite(value)) return;
      throw refused(node.toString(), text, 'a finite number');
    }
    case 'SymbolNode': {
      const { name } = node as SymbolNode;
      if (names.has(name) || (expressionConstants as readonly string[]).includes(name)) return;
      throw refused(name, text, `one of ${[...names, ...expressionConstants].join(', ')}`);
    }
    case 'OperatorNode': {
      const { fn, op } = node as OperatorNode & { fn: string };
      if (operators.includes(fn)) return;
      throw refused(op, text, 'one of + - * / ^');
    }
    case 'FunctionNode': {
      const { fn, args } = node as unknown as FunctionNode & { fn: { name?: string } };
      const name = fn.name ?? node.toString();
      if (!(expressionFunctions as readonly string[]).includes(name)) {
        throw refused(name, text, `a function of ${expressionFunctions.join(', ')}`);
      }
      if (args.length !== 1) throw refused(`${args.length} arguments of ${name}`, text, 'one');
      return;
    }
    default:
      throw refused(node.toString(), text, allowed);
  }
}

/** Names the place of a part by its first character, where the text holds it as it is printed. */
function refused(part: string, text: string, expected: string): LandscapeError {
  const shown = oneLine(part);
  const at = indexOfPart(text, part);
  return new LandscapeError(
    'expression',
    at === undefined ? `'${shown}'` : `'${shown}' at character ${at + 1}`,
    expected,
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function indexOfPart(text: string, part: string): number | undefined {
  const escaped = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const whole = /^\w+$/.test(part) ? `(?<![\\w.])${escaped}(?!\\w)` : escaped;
  const match = new RegExp(whole).exec(text);
  return match?.index;
}
