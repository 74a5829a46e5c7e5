/** A data file that cannot be used: which file, where in it, what stands there and what should. */
export class DataError extends Error {
  override readonly name = 'DataError';

  /** @param byteOffset position in the (uncompressed) file; absent if the file as a whole is meant */
  constructor(
    readonly file: string,
    readonly byteOffset: number | undefined,
    readonly found: string,
    readonly expected: string,
  ) {
    const place = byteOffset === undefined ? file : `${file}, byte ${byteOffset}`;
    super(`${place}: found ${found}, expected ${expected}`);
  }
}
