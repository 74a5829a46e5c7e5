import type { Tensor } from '../graph/graph.js';
import { add } from '../ops/add.js';
import { concat } from '../ops/concat.js';
import { type PadAttributes, padOp } from '../ops/pad.js';
import { zerosOf } from '../ops/zeros.js';

interface Piece {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly tensor: Tensor;
}

/**
 * The sum of cotangents of one tensor. Pieces padded with zeros along one axis, as slices of a parameter vector
 * give, are joined by one Concat where they do not overlap, instead of being padded and added one by one.
 */
export function accumulate(contributions: readonly [Tensor, ...Tensor[]]): Tensor {
  if (contributions.length === 1) return contributions[0];
  const whole: Tensor[] = [];
  const pieces = new Map<number, Piece[]>();
  for (const tensor of contributions) {
    const piece = asPiece(tensor);
    if (piece === undefined) whole.push(tensor);
    else pieces.set(piece.axis, [...(pieces.get(piece.axis) ?? []), piece]);
  }
  for (const [axis, list] of pieces) {
    list.sort((a, b) => a.start - b.start);
    const disjoint = list.every((piece, i) => i === 0 || (list[i - 1] as Piece).end <= piece.start);
    if (disjoint && list.length > 1) whole.push(join(axis, list, contributions[0]));
    else whole.push(...list.map(({ tensor }) => tensor));
  }
  return whole.reduce((sum, tensor) => add(sum, tensor));
}

function asPiece(tensor: Tensor): Piece | undefined {
  if (tensor.op.name !== padOp.name) return undefined;
  const { before, after } = tensor.attributes as PadAttributes;
  const padded = before.flatMap((count, axis) => (count > 0 || (after[axis] as number) > 0 ? [axis] : []));
  const [axis] = padded;
  if (axis === undefined || padded.length > 1) return undefined;
  const start = before[axis] as number;
  return { axis, start, end: (tensor.shape[axis] as number) - (after[axis] as number), tensor };
}

function join(axis: number, pieces: readonly Piece[], like: Tensor): Tensor {
  const parts: Tensor[] = [];
  let position = 0;
  const fillTo = (end: number) => {
    if (end > position)
      parts.push(
        zerosOf(
          like,
          like.shape.map((n, i) => (i === axis ? end - position : n)),
        ),
      );
    position = end;
  };
  for (const piece of pieces) {
    fillTo(piece.start);
    parts.push(piece.tensor.inputs[0] as Tensor);
    position = piece.end;
  }
  fillTo(like.shape[axis] as number);
  return concat(parts as [Tensor, ...Tensor[]], axis);
}
