/** Values that converters work on at a time: small enough for the first-level cache. */
export const chunkLength = 2048;

const scratch = new Float64Array(chunkLength);

/** Calls `use` for each chunk of 0 … length − 1, with room for its values and the index of the first. */
export function eachChunk(length: number, use: (chunk: Float64Array, first: number) => void): void {
  for (let first = 0; first < length; first += chunkLength) {
    const count = Math.min(chunkLength, length - first);
    use(count === chunkLength ? scratch : scratch.subarray(0, count), first);
  }
}
