/** A point of, or a span on, the virtual clock: an integer number of picoseconds. */
export type Picoseconds = bigint;

const picosecondsPerSecond = 1e12;

/** Seconds as whole picoseconds, rounded half up. Throws a RangeError if negative or not finite. */
export function picoseconds(seconds: number): Picoseconds {
  if (!Number.isFinite(seconds) || seconds < 0) {
    throw new RangeError(`virtual time must be a finite number of seconds, at least 0; found ${seconds}`);
  }
  return BigInt(Math.round(seconds * picosecondsPerSecond));
}

/** Picoseconds as seconds, to the precision of a double. */
export function inSeconds(time: Picoseconds): number {
  return Number(time) / picosecondsPerSecond;
}
