import type { DriverSnapshot } from '../driver/problem-sequence.js';
import { fromState, toState } from '../optimizers/driver-state.js';
import type { OptimizerState } from '../optimizers/optimizer.js';
import { largestTile, type Tile } from './tile-problem.js';
import { TilingError } from './tiling-error.js';

/** What a driver in tiles goes on from, as the arrays and numbers of an optimizer's state: numbers as `<name>.<tile>`. */
export function toTiledState(tiles: readonly Tile[], snapshots: readonly DriverSnapshot[]): OptimizerState {
  const last = snapshots.at(-1);
  if (last === undefined) return { runIndex: 0 };
  const state = new Float32Array(tiles.reduce((sum, { size }) => sum + size, 0));
  const numbers: Record<string, number> = {};
  for (const [k, snapshot] of snapshots.entries()) {
    const { runIndex: _, ...ofTile } = toState(snapshot);
    for (const [name, value] of Object.entries(ofTile)) {
      if (typeof value === 'number') numbers[`${name}.${k + 1}`] = value;
      else state.set(value, tiles[k]!.offset);
    }
  }
  return { runIndex: last.runIndex, ...layoutOf(tiles), ...numbers, state };
}

/**
 * One snapshot for each tile, or none if the state is of before the first step.
 * @throws RangeError for what is no such state; see also `checkTiling`
 */
export function fromTiledState(state: OptimizerState, tiles: readonly Tile[]): DriverSnapshot[] {
  const { runIndex, state: values } = state;
  if (runIndex === 0) return [];
  return tiles.map(({ offset, size }, k) => {
    const suffix = `.${k + 1}`;
    const ofTile: Record<string, Float32Array | number> = {};
    for (const [name, value] of Object.entries(state)) {
      if (name.endsWith(suffix)) ofTile[name.slice(0, -suffix.length)] = value;
    }
    if (runIndex !== undefined) ofTile['runIndex'] = runIndex;
    if (values instanceof Float32Array) ofTile['state'] = values.slice(offset, offset + size);
    return fromState(ofTile, size);
  });
}

/**
 * Whether the state of an optimizer was saved with these tiles.
 * @throws TilingError for one of other tiles
 */
export function checkTiling(state: OptimizerState, tiles: readonly Pick<Tile, 'size'>[]): void {
  if (state['runIndex'] === 0) return;
  const { tiles: now, largestTile: mostNow } = layoutOf(tiles);
  const { tiles: then = 1, largestTile: mostThen = mostNow } = state;
  if (then === now && mostThen === mostNow) return;
  throw new TilingError(
    `the checkpoint is of ${inTiles(then, mostThen)}; on this device the model is in ${inTiles(now, mostNow)}`,
    'Go on with a device that has as many cells as the one before.',
  );
}

type Value = Float32Array | number;

const layoutOf = (tiles: readonly Pick<Tile, 'size'>[]) => ({
  tiles: tiles.length,
  largestTile: largestTile(tiles),
});

const inTiles = (tiles: Value, most: Value): string =>
  tiles === 1 ? 'one piece' : `${String(tiles)} tiles of at most ${String(most)} cells`;
