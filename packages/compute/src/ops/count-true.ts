import type { Tensor } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import { cast } from './cast.js';
import { equalRows } from './reduction.js';
import { reshape } from './reshape.js';
import { sum } from './sum.js';

/** float32 counts exactly up to here. */
const exactInFloat32 = 2 ** 24;

/** How many elements of a bool tensor are true. int32, shape []. */
export function countTrue(x: Tensor): Tensor {
  const count = elementCount(x.shape);
  const rows = equalRows(count);
  if (count / rows > exactInFloat32) return sum(cast(x, 'int32'));
  const matrix = reshape(x, [rows, count / rows]);
  return sum(cast(sum(cast(matrix, 'float32'), [1]), 'int32'));
}
