import { DataError } from './data-error.js';

/** The content of an IDX file of unsigned bytes: `values` is row-major over `dimensions`. */
export interface IdxArray {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
}

const unsignedByteType = 0x08;

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

/**
 * Reads an IDX file of unsigned bytes (big-endian: 0, 0, type, number of dimensions; one u32 for each
 * dimension; the values). The values are a view of `bytes`. Throws DataError for a wrong magic number, a
 * dimension of 0, and more or fewer bytes than the header announces.
 */
export function parseIdx(bytes: Uint8Array, file: string, dimensionCount: number): IdxArray {
  const headerBytes = 4 + 4 * dimensionCount;
  if (bytes.length < headerBytes) {
    throw new DataError(
      file,
      bytes.length,
      `the end after ${bytes.length} bytes`,
      `a header of ${headerBytes} bytes`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expectedMagic = (unsignedByteType << 8) | dimensionCount;
  if (magic !== expectedMagic) {
    throw new DataError(
      file,
      0,
      `magic number ${hex(magic)}`,
      `${hex(expectedMagic)} (unsigned bytes, ${dimensionCount} dimension${dimensionCount === 1 ? '' : 's'})`,
    );
  }
  const dimensions = Array.from({ length: dimensionCount }, (_, i) => view.getUint32(4 + 4 * i));
  dimensions.forEach((dimension, i) => {
    if (dimension === 0) throw new DataError(file, 4 + 4 * i, `0 as dimension ${i}`, 'at least 1');
  });
  const valueBytes = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (bytes.length !== headerBytes + valueBytes) {
    const found =
      bytes.length < headerBytes + valueBytes ? `the end of the file` : `bytes beyond the last value`;
    throw new DataError(
      file,
      Math.min(bytes.length, headerBytes + valueBytes),
      `${found} (${bytes.length} bytes in all)`,
      `${headerBytes + valueBytes} bytes for ${dimensions.join(' × ')} values`,
    );
  }
  return { dimensions, values: bytes.subarray(headerBytes) };
}
