import type { Shape } from './graph/shape.js';
import { formatShape } from './graph/shape.js';

/** An op was applied to shapes it does not take. The message names the op, every input shape and the rule. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  constructor(
    readonly op: string,
    readonly shapes: readonly Shape[],
    readonly expected: string,
  ) {
    super(`${op}(${shapes.map(formatShape).join(', ')}): ${expected}`);
  }
}

/** An op was applied to element types it does not take. */
export class DTypeError extends Error {
  override readonly name = 'DTypeError';
  constructor(
    readonly op: string,
    readonly dtypes: readonly string[],
    readonly expected: string,
  ) {
    super(`${op}(${dtypes.join(', ')}): ${expected}`);
  }
}

/** A derivative was asked of an op that has no rule for it. */
export class DerivativeError extends Error {
  override readonly name = 'DerivativeError';
}

/** `Program.run` got a missing, unknown, wrongly typed or wrongly sized array. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
