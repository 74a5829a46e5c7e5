import type { OptimizerState } from './optimizer.js';

/** A copy of an array of a snapshot; throws a RangeError if it is not there or has another length. */
export function restoredArray(
  state: OptimizerState,
  name: string,
  length: number,
): Float32Array<ArrayBuffer> {
  const array = state[name];
  if (!(array instanceof Float32Array) || array.length !== length) {
    const found = array instanceof Float32Array ? `${array.length} values` : 'none';
    throw new RangeError(`optimizer state '${name}': found ${found}, expected an array of ${length}`);
  }
  return Float32Array.from(array);
}

/** A count of a snapshot; throws a RangeError if it is not there. */
export function restoredCount(state: OptimizerState, name: string): number {
  const count = state[name];
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`optimizer state '${name}': expected a count`);
  }
  return count;
}
