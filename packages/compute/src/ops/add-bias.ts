import { ShapeError } from '../errors.js';
import type { Tensor } from '../graph/graph.js';
import { add } from './add.js';
import { reshape } from './reshape.js';

/**
 * x plus one number per channel.
 *
 * @param x [b, c, ...]
 * @param bias [c]
 */
export function addBias(x: Tensor, bias: Tensor): Tensor {
  if (x.shape.length < 2 || bias.shape.length !== 1 || bias.shape[0] !== x.shape[1]) {
    throw new ShapeError('addBias', [x.shape, bias.shape], 'x must be [b, c, …] and the bias [c]');
  }
  const inner = new Array<number>(x.shape.length - 2).fill(1);
  return add(x, reshape(bias, [...bias.shape, ...inner]));
}
