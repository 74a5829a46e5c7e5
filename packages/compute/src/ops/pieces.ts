import type { Tensor } from '../graph/graph.js';
import { concat, concatOp } from './concat.js';
import { reshape, reshapeOp } from './reshape.js';

/**
 * An elementwise function of a tensor, applied to the parts that a Concat joins rather than to the whole. Worth it
 * where the results are smaller than the parts, as codes are: the large parts are then never copied together. Looks
 * through a reshape that keeps the last axis, along which rows of several parameters are joined.
 */
export function mapPieces(x: Tensor, each: (piece: Tensor) => Tensor): Tensor {
  if (x.op.name === concatOp.name) {
    const parts = x.inputs.map((part) => mapPieces(part, each));
    return concat(parts as [Tensor, ...Tensor[]], (x.attributes as { axis: number }).axis);
  }
  const source = x.inputs[0];
  if (x.op.name !== reshapeOp.name || source?.op.name !== concatOp.name) return each(x);
  const last = source.shape.length - 1;
  const joinedLast = (source.attributes as { axis: number }).axis === last;
  if (!joinedLast || x.shape.at(-1) !== source.shape.at(-1)) return each(x);
  const lead = x.shape.slice(0, -1);
  const parts = source.inputs.map((part) =>
    mapPieces(reshape(part, [...lead, part.shape[last] as number]), each),
  );
  return concat(parts as [Tensor, ...Tensor[]], lead.length);
}
