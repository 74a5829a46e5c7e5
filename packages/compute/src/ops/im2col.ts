import type { Tensor } from '../graph/graph.js';
import { concat } from './concat.js';
import { pad } from './pad.js';
import { reshape } from './reshape.js';
import { sliceBox } from './slice.js';

export interface Window {
  readonly height: number;
  readonly width: number;
  /** Zeros on each of the four sides. */
  readonly padding: number;
}

/**
 * The windows of images laid out for a matrix product, as Pad, one Slice a window position, Concat.
 *
 * @param images [n, c, h, w]
 * @param axis where the axis of height · width window positions goes: 2 (after the channels) or 1 (after n)
 * @returns [n, c, window, h', w'] or [n, window, c, h', w'], with h' = h + 2 padding − height + 1
 */
export function im2col(images: Tensor, window: Window, axis: 1 | 2): Tensor {
  const { height, width, padding } = window;
  const [n, c, h, w] = images.shape as readonly [number, number, number, number];
  const rows = h + 2 * padding - height + 1;
  const columns = w + 2 * padding - width + 1;
  const margin = [0, 0, padding, padding];
  const padded = pad(images, margin, margin);
  const shape = axis === 2 ? [n, c, 1, rows, columns] : [n, 1, c, rows, columns];
  const positions: Tensor[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      positions.push(reshape(sliceBox(padded, [0, 0, y, x], [n, c, rows, columns]), shape));
    }
  }
  return concat(positions as [Tensor, ...Tensor[]], axis);
}
