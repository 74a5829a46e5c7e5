import type { AccessorNode, ConstantNode, MathNode, SymbolNode } from 'mathjs';
import { unitAlgebra } from './algebra.js';
import { amountOf, isAmount, numberIn, unitOf, type Amount } from './amount.js';
import type { Comparison, Condition, Relation, Term } from './condition.js';
import { RequirementError } from './requirement-error.js';

/** What an expression may name. */
export interface KnownQuantities {
  /** The unit of a quantity, undefined where there is none of that name. */
  unitOf(name: string): string | undefined;
  /** The error for a name that is not known. */
  unknown(name: string): RequirementError;
}

const longest = 2000;
/** mathjs takes the sign in `5 % and …` for a remainder. */
const percentage = /((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*%/g;
const relations: Readonly<Record<string, Relation>> = {
  smaller: '<',
  smallerEq: '<=',
  larger: '>',
  largerEq: '>=',
};
const arithmetic = ['add', 'subtract', 'multiply', 'divide', 'pow', 'unaryMinus', 'unaryPlus'];
const allowed =
  'comparisons (< <= > >=) of measured quantities and numbers with units, joined by and, or, not, as in test.accuracy >= 0.96 and step.time < 2 ms';

/**
 * Reads a requirement. Only comparisons, and, or, not, + - * / ^, abs(), numbers, units and the names of quantities get
 * past here, so that an expression can neither reach the program nor use up its memory; dimensions are checked before
 * anything is measured.
 * @throws RequirementError
 */
export function parseCondition(text: string, known: KnownQuantities): Condition {
  if (text.length > longest) throw new RequirementError(`${text.length} characters`, `at most ${longest}`);
  if (text.trim() === '') throw new RequirementError('an empty text', allowed);
  return conditionOf(parsed(text), known);
}

function parsed(text: string): MathNode {
  try {
    return unitAlgebra().parse(text.replace(percentage, '($1 / 100)'));
  } catch (error) {
    if (error instanceof RangeError) throw new RequirementError('parentheses nested too deeply', 'fewer');
    if (!(error instanceof Error)) throw error;
    const reason = error.message.replace(/\s*\(char \d+\)$/, '').replace(/\s+/g, ' ');
    const at = 'char' in error && typeof error.char === 'number' ? ` at character ${error.char}` : '';
    throw new RequirementError(`a fault (${reason}${at})`, allowed);
  }
}

function conditionOf(node: MathNode, known: KnownQuantities): Condition {
  if (isParenthesis(node)) return conditionOf(node.content, known);
  if (node.type === 'RelationalNode') return chainOf(node as unknown as Chain, known);
  if (isOperator(node)) {
    const { fn, args } = node;
    const relation = relations[fn];
    if (relation !== undefined) return comparisonOf(args[0]!, relation, args[1]!, known);
    const parts = (): Condition[] => args.map((each) => conditionOf(each, known));
    if (fn === 'and' || fn === 'or') return { kind: fn === 'and' ? 'all' : 'any', parts: parts() };
    if (fn === 'not') return { kind: 'not', part: conditionOf(args[0]!, known) };
    if (fn === 'equal' || fn === 'unequal') {
      throw new RequirementError(
        `${node.op} in ${shown(node)}`,
        'one of < <= > >=',
        'Measured values are never equal: say between which limits one has to be.',
      );
    }
  }
  throw new RequirementError(shown(node), allowed);
}

/** `0 < a <= 2`. */
interface Chain {
  readonly conditionals: readonly string[];
  readonly params: readonly MathNode[];
}

function chainOf({ conditionals, params }: Chain, known: KnownQuantities): Condition {
  const parts = conditionals.map((fn, i) => {
    const relation = relations[fn];
    if (relation === undefined) throw new RequirementError(fn, 'one of < <= > >=');
    return comparisonOf(params[i]!, relation, params[i + 1]!, known);
  });
  return { kind: 'all', parts };
}

function comparisonOf(
  leftNode: MathNode,
  relation: Relation,
  rightNode: MathNode,
  known: KnownQuantities,
): Comparison {
  const [left, right] = [termOf(leftNode, known), termOf(rightNode, known)];
  const text = `${left.text} ${relation} ${right.text}`;
  if (left.quantities.length + right.quantities.length === 0) {
    throw new RequirementError(text, 'a comparison that names something that can be measured');
  }
  const probe = (name: string): Amount => amountOf(1, known.unitOf(name) ?? '');
  const [leftAmount, rightAmount] = [amountAt(left, probe), amountAt(right, probe)];
  const limit = left.quantities.length === 0 ? leftAmount : rightAmount;
  const other = limit === leftAmount ? rightAmount : leftAmount;
  const unit = unitOf(limit) || (isCounting(unitOf(other)) ? unitOf(other) : '');
  for (const amount of [leftAmount, rightAmount]) {
    try {
      numberIn(amount, unit);
    } catch {
      throw new RequirementError(
        `${kindOf(leftAmount)} ${relation} ${kindOf(rightAmount)} in ${text}`,
        'the same dimension on both sides',
        `Write the limit with a unit of ${unitOf(other) || 'no dimension'}.`,
      );
    }
  }
  const isPercent = unit === '' && /%/.test((left.quantities.length === 0 ? left : right).text);
  return { kind: 'comparison', text, left, relation, right, unit: isPercent ? '%' : unit };
}

const isCounting = (unit: string): boolean => ['LSB', 'dB', 'bit'].includes(unit);

const kindOf = (amount: Amount): string =>
  typeof amount === 'number' ? 'a plain number' : `a value in ${unitOf(amount)}`;

/** Evaluates a term, or says why it has no value. */
function amountAt(term: Term, scope: (name: string) => Amount): Amount {
  try {
    return term.amount(scope);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RequirementError(`${term.text} (${reason})`, 'units that fit together');
  }
}

function termOf(node: MathNode, known: KnownQuantities): Term {
  const quantities = new Set<string>();
  checkTerm(node, known, quantities);
  const code = node.compile();
  return {
    text: shown(node),
    quantities: [...quantities],
    amount: (scope) => {
      const value: unknown = code.evaluate(nested([...quantities].map((name) => [name, scope(name)])));
      if (isAmount(value)) return value;
      throw new TypeError('is no number');
    },
  };
}

/** `{ 'a.b': 1 }` as `{ a: { b: 1 } }`. */
function nested(entries: readonly (readonly [string, Amount])[]): Record<string, unknown> {
  const scope: Record<string, unknown> = {};
  for (const [name, amount] of entries) {
    const path = name.split('.');
    let at = scope;
    for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
    at[path.at(-1)!] = amount;
  }
  return scope;
}

/** Refuses what a term may not hold, and gathers the quantities in it. */
function checkTerm(node: MathNode, known: KnownQuantities, quantities: Set<string>): void {
  if (isParenthesis(node)) return checkTerm(node.content, known, quantities);
  switch (node.type) {
    case 'ConstantNode': {
      const { value } = node as unknown as { value: unknown };
      if (typeof value === 'number' && Number.isFinite(value)) return;
      throw new RequirementError(shown(node), 'a finite number');
    }
    case 'AccessorNode':
    case 'SymbolNode': {
      const name = nameOf(node);
      if (name === undefined) throw new RequirementError(shown(node), allowed);
      if (known.unitOf(name) !== undefined) {
        quantities.add(name);
        return;
      }
      if (node.type === 'SymbolNode' && isUnit(name)) return;
      throw known.unknown(name);
    }
    case 'OperatorNode': {
      const { fn, op, args } = node as unknown as Operator;
      if (!arithmetic.includes(fn)) throw new RequirementError(`${op} in ${shown(node)}`, 'one of + - * / ^');
      for (const each of args) checkTerm(each, known, quantities);
      return;
    }
    case 'FunctionNode': {
      const { fn, args } = node as unknown as { fn: MathNode; args: readonly MathNode[] };
      if (nameOf(fn) !== 'abs' || args.length !== 1) {
        throw new RequirementError(shown(node), 'no function but abs(…)');
      }
      return checkTerm(args[0]!, known, quantities);
    }
    default:
      throw new RequirementError(shown(node), allowed);
  }
}

/** `a.b.c`, or a single name; undefined for anything else, as for a["b"] with more than a name in it. */
function nameOf(node: MathNode): string | undefined {
  if (node.type === 'SymbolNode') return (node as SymbolNode).name;
  if (node.type !== 'AccessorNode') return undefined;
  const { object, index } = node as AccessorNode;
  const [property, ...more] = index.dimensions;
  const owner = nameOf(object);
  const name = (property as ConstantNode | undefined)?.value as unknown;
  const isName = typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name) && more.length === 0;
  return owner === undefined || !isName ? undefined : `${owner}.${name}`;
}

interface UnitClass {
  isValuelessUnit(name: string): boolean;
}

function isUnit(name: string): boolean {
  return (unitAlgebra() as unknown as { Unit: UnitClass }).Unit.isValuelessUnit(name);
}

type Operator = MathNode & { readonly fn: string; readonly op: string; readonly args: readonly MathNode[] };

const isOperator = (node: MathNode): node is Operator => node.type === 'OperatorNode';

const isParenthesis = (node: MathNode): node is MathNode & { readonly content: MathNode } =>
  node.type === 'ParenthesisNode';

/** A part of the expression, on one line; a number over 100 as the percentage that it was written as. */
function shown(node: MathNode): string {
  const text = node
    .toString({
      parenthesis: 'auto',
      handler: (each: MathNode) => {
        if (!isOperator(each) || each.fn !== 'divide') return undefined;
        const [share, hundred] = each.args as unknown as readonly { type: string; value: unknown }[];
        return hundred?.type === 'ConstantNode' && hundred.value === 100 && share?.type === 'ConstantNode'
          ? `${String(share.value)} %`
          : undefined;
      },
    })
    .replace(/\s+/g, ' ');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
