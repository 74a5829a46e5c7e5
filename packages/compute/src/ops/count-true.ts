import type { Tensor } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import { cast } from './cast.js';
import { reshape } from './reshape.js';
import { sum } from './sum.js';

/** float32 counts exactly up to here. */
const exactInFloat32 = 2 ** 24;

/** How many elements of a bool tensor are true. int32, shape []. */
export function countTrue(x: Tensor): Tensor {
  const rowLength = x.shape.at(-1) ?? 1;
  if (rowLength > exactInFloat32) return sum(cast(x, 'int32'));
  const rows = reshape(x, [elementCount(x.shape) / rowLength, rowLength]);
  return sum(cast(sum(cast(rows, 'float32'), [1]), 'int32'));
}
