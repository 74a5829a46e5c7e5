import type { EvalFunction, MathNode, SymbolNode } from 'mathjs';
import { expressionConstants, expressionFunctions, parseExpression } from './expression.js';
import { fold } from './fold.js';
import { LandscapeError } from './landscape-error.js';
import { realAlgebra } from './mathjs.js';

/** A loss written as an expression. */
export interface LandscapeSpec {
  /** Such as `(a - x)^2 + b * (y - x^2)^2`. */
  readonly expression: string;
  /** Values of the names that are no variables; a variable goes over a constant of its name, and others may be unused. */
  readonly constants: Readonly<Record<string, number>>;
  /** The variables in the order in which they make up θ, and where training starts. */
  readonly startAt: Readonly<Record<string, number>>;
}

/** A compiled expression with its derivatives. Positions are θ [N] in the order of `variables`; what is no real number is NaN. */
export interface Landscape {
  readonly variables: readonly string[];
  /** [N] */
  readonly start: readonly number[];
  /** Arithmetic operations of value, gradient and Hessian together. */
  readonly operations: { readonly value: number; readonly gradient: number; readonly hessian: number };
  readonly value: (position: ArrayLike<number>) => number;
  /** [N] */
  readonly gradient: (position: ArrayLike<number>) => Float64Array;
  /** [N × N], symmetric. */
  readonly hessian: (position: ArrayLike<number>) => Float64Array;
}

export const variableLimits = { fewest: 2, most: 16 } as const;
/** Parts of all derivatives together. */
const derivativeLimit = 200_000;
const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,30}$/;

/**
 * Parses an expression and differentiates it symbolically, twice.
 * @throws LandscapeError for names, an expression or a start that cannot be used
 */
export function compileLandscape(spec: LandscapeSpec): Landscape {
  const variables = Object.keys(spec.startAt);
  checkNames(spec, variables);
  const names = new Set([...variables, ...Object.keys(spec.constants)]);
  const loss = fold(withConstants(parseExpression(spec.expression, names), spec));
  checkUse(loss, variables);

  const differentiate = differentiator();
  const slopes = variables.map((variable) => differentiate(loss, variable));
  const curvatures = slopes.map((slope, i) => variables.slice(i).map((other) => differentiate(slope, other)));

  const value = evaluator(loss, variables);
  const gradient = slopes.map((slope) => evaluator(slope, variables));
  const hessian = curvatures.map((row) => row.map((entry) => evaluator(entry, variables)));
  const size = variables.length;
  const landscape: Landscape = {
    variables,
    start: variables.map((variable) => spec.startAt[variable]!),
    operations: {
      value: operationsOf(loss),
      gradient: total(slopes.map(operationsOf)),
      hessian: total(curvatures.flat().map(operationsOf)),
    },
    value,
    gradient: (position) => Float64Array.from(gradient, (slope) => slope(position)),
    hessian: (position) => {
      const matrix = new Float64Array(size * size);
      hessian.forEach((row, i) =>
        row.forEach((entry, k) => {
          const j = i + k;
          matrix[i * size + j] = matrix[j * size + i] = entry(position);
        }),
      );
      return matrix;
    },
  };
  checkStart(landscape);
  return landscape;
}

function checkNames({ startAt, constants }: LandscapeSpec, variables: readonly string[]): void {
  const { fewest, most } = variableLimits;
  if (variables.length < fewest || variables.length > most) {
    throw new LandscapeError('startAt', `${variables.length} variables`, `from ${fewest} to ${most}`);
  }
  for (const [setting, values] of Object.entries({ startAt, constants }) as [
    'startAt' | 'constants',
    Readonly<Record<string, number>>,
  ][]) {
    for (const [name, value] of Object.entries(values)) {
      const reserved: readonly string[] = [...expressionFunctions, ...expressionConstants];
      if (!namePattern.test(name) || reserved.includes(name)) {
        throw new LandscapeError(
          setting,
          `the name ${JSON.stringify(name)}`,
          'letters, digits and _, beginning with a letter, no function, pi or e',
        );
      }
      if (!Number.isFinite(value)) throw new LandscapeError(setting, `${name}=${value}`, 'a finite number');
    }
  }
}

function checkUse(loss: MathNode, variables: readonly string[]): void {
  const used = new Set<string>();
  loss.traverse((node) => {
    if (node.type === 'SymbolNode') used.add((node as SymbolNode).name);
  });
  const unused = variables.find((variable) => !used.has(variable));
  if (unused !== undefined) {
    throw new LandscapeError(
      'startAt',
      `the variable '${unused}', on which the expression does not depend`,
      'variables of the expression',
    );
  }
}

function checkStart({ variables, start, ...landscape }: Landscape): void {
  const found = [landscape.value(start), ...landscape.gradient(start), ...landscape.hessian(start)];
  if (found.every(Number.isFinite)) return;
  const at = variables.map((variable, i) => `${variable}=${start[i]}`).join(', ');
  throw new LandscapeError(
    'startAt',
    `${at}, where the expression or a derivative of it is not a finite real number`,
    'a start where they are',
  );
}

function withConstants(root: MathNode, { constants, startAt }: LandscapeSpec): MathNode {
  return root.transform((node) => {
    if (node.type !== 'SymbolNode') return node;
    const { name } = node as SymbolNode;
    const isConstant = Object.hasOwn(constants, name) && !Object.hasOwn(startAt, name);
    return isConstant ? new (realAlgebra().ConstantNode)(constants[name]!) : node;
  });
}

/** Derivatives within one budget of parts: repeated products and quotients multiply them. */
function differentiator(): (node: MathNode, variable: string) => MathNode {
  let parts = 0;
  return (node, variable) => {
    const derivative = realAlgebra().derivative(node, variable, { simplify: false });
    derivative.traverse(() => {
      parts += 1;
      if (parts > derivativeLimit) {
        throw new LandscapeError(
          'expression',
          `one whose derivatives have more than ${derivativeLimit} parts`,
          'a shorter one',
        );
      }
    });
    return fold(derivative);
  };
}

function evaluator(node: MathNode, variables: readonly string[]): (position: ArrayLike<number>) => number {
  const compiled: EvalFunction = node.compile();
  const scope = new Map<string, number>();
  return (position) => {
    variables.forEach((variable, i) => scope.set(variable, position[i]!));
    const value: unknown = compiled.evaluate(scope);
    return typeof value === 'number' ? value : NaN;
  };
}

function operationsOf(node: MathNode): number {
  let count = 0;
  node.traverse(({ type }) => {
    if (type === 'OperatorNode' || type === 'FunctionNode') count += 1;
  });
  return count;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
