import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { idxFileNames } from '../data/idx-directory.js';

/** An IDX file of unsigned bytes. */
export function idxBytes(dimensions: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(0x0800 | dimensions.length, 0);
  dimensions.forEach((dimension, i) => header.writeUInt32BE(dimension, 4 + 4 * i));
  return Buffer.concat([header, Uint8Array.from(values)]);
}

type Files = Record<keyof typeof idxFileNames, Buffer>;

/** Six training and three test images of 4 × 5 in three classes; pixel k of image i is (7i + k) mod 256. */
export function tinyIdxFiles(): Files {
  const images = (count: number) =>
    idxBytes(
      [count, 4, 5],
      Array.from({ length: count * 20 }, (_, k) => (7 * Math.floor(k / 20) + (k % 20)) % 256),
    );
  return {
    trainImages: images(6),
    trainLabels: idxBytes([6], [0, 1, 2, 0, 1, 2]),
    testImages: images(3),
    testLabels: idxBytes([3], [2, 1, 0]),
  };
}

/** Writes the files under their usual names, gzipped where asked. */
export async function writeIdxFiles(directory: string, files: Files, gzipped = false): Promise<void> {
  for (const [role, bytes] of Object.entries(files) as [keyof Files, Buffer][]) {
    const name = idxFileNames[role] + (gzipped ? '.gz' : '');
    await writeFile(join(directory, name), gzipped ? gzipSync(bytes) : bytes);
  }
}
