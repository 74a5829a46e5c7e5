import type { ConstantNode, FunctionNode, MathNode, OperatorNode, ParenthesisNode } from 'mathjs';
import { realAlgebra } from './mathjs.js';

/**
 * The same expression with its constant parts computed and without parentheses and terms that change nothing
 * (n + 0, 1·n, 0·n, n¹, n⁰), in time linear in its size. What a symbolic derivative leaves behind is mostly such terms;
 * some of them, as 0·x⁻¹, would be NaN at 0.
 */
export function fold(node: MathNode): MathNode {
  if (node.type === 'ParenthesisNode') return fold((node as ParenthesisNode).content);
  if (node.type === 'FunctionNode') {
    const { fn, args } = node as unknown as FunctionNode & { fn: { name: string } };
    return new (realAlgebra().FunctionNode)(fn.name, args.map(fold));
  }
  if (node.type !== 'OperatorNode') return node;
  const { op, fn, args } = node as OperatorNode;
  const operands = args.map(fold);
  const folded = new (realAlgebra().OperatorNode)(op, fn, operands) as MathNode;
  if (operands.every(isConstant)) return constant(Number(folded.evaluate()), folded);
  const [a, b] = operands as [MathNode, MathNode];
  switch (fn as string) {
    case 'unaryPlus':
      return a;
    case 'add':
      return is(a, 0) ? b : is(b, 0) ? a : folded;
    case 'subtract':
      return is(b, 0) ? a : is(a, 0) ? negative(b) : folded;
    case 'multiply':
      return is(a, 0) || is(b, 0) ? constant(0, folded) : is(a, 1) ? b : is(b, 1) ? a : folded;
    case 'divide':
      return is(a, 0) ? constant(0, folded) : is(b, 1) ? a : folded;
    case 'pow':
      return is(b, 0) ? constant(1, folded) : is(b, 1) ? a : folded;
    default:
      return folded;
  }
}

function isConstant(node: MathNode): node is ConstantNode {
  return node.type === 'ConstantNode';
}

function is(node: MathNode, value: number): boolean {
  return isConstant(node) && node.value === value;
}

function negative(node: MathNode): MathNode {
  return new (realAlgebra().OperatorNode)('-', 'unaryMinus', [node]);
}

/** The number as a node; the expression itself where it has no finite value. */
function constant(value: number, otherwise: MathNode): MathNode {
  return Number.isFinite(value) ? new (realAlgebra().ConstantNode)(value) : otherwise;
}
