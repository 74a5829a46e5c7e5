import type { Layer } from '../model/layer.js';

/** A block of θ that is one problem on the device. */
export interface Tile {
  /** The layers that it covers, or which part of one. */
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/**
 * Splits θ into blocks of at most `cells`, in its order. A layer that does not fit is cut into the fewest parts, of sizes
 * that differ by one at most: parts of one size take one time, so none waits for another. Neighbouring layers that fit
 * together share a tile: it costs a run less and keeps the curvature between them, and a model that fits as a whole is
 * one tile.
 * @throws RangeError unless `cells` is a positive integer
 */
export function tileProblem(layers: readonly Layer[], cells: number): Tile[] {
  if (!Number.isSafeInteger(cells) || cells < 1)
    throw new RangeError(`cells is ${cells}; expected a positive integer`);
  const tiles: Tile[] = [];
  let offset = 0;
  let isShareable = false;
  for (const { name, size } of layers) {
    const last = tiles.at(-1);
    if (size > cells) {
      tiles.push(...partsOf(name, offset, size, Math.ceil(size / cells)));
      isShareable = false;
    } else if (last !== undefined && isShareable && last.size + size <= cells) {
      tiles[tiles.length - 1] = {
        name: `${last.name} + ${name}`,
        offset: last.offset,
        size: last.size + size,
      };
    } else if (size > 0) {
      tiles.push({ name, offset, size });
      isShareable = true;
    }
    offset += size;
  }
  return tiles;
}

function partsOf(name: string, offset: number, size: number, count: number): Tile[] {
  const startOf = (part: number): number => Math.floor((part * size) / count);
  return Array.from({ length: count }, (_, part) => ({
    name: `${name} ${part + 1}/${count}`,
    offset: offset + startOf(part),
    size: startOf(part + 1) - startOf(part),
  }));
}

/** Cells that a tiling takes up on the device. */
export function largestTile(tiles: readonly Pick<Tile, 'size'>[]): number {
  return tiles.reduce((most, { size }) => Math.max(most, size), 0);
}
