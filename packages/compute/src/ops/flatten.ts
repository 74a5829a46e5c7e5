import type { Tensor } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import { reshape } from './reshape.js';

/** [b, ...] as [b, rest]. */
export function flatten(x: Tensor): Tensor {
  return reshape(x, [x.shape[0] ?? 1, elementCount(x.shape.slice(1))]);
}
