import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idxBytes, tinyIdxFiles, writeIdxFiles } from '../testing/idx-files.js';
import { DataError } from './data-error.js';
import { readIdxDirectory } from './idx-directory.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'idx-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function errorOfReading(): Promise<DataError> {
  const error: unknown = await readIdxDirectory(directory, 'tiny').then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DataError)) throw new Error(`expected a DataError, got ${String(error)}`);
  return error;
}

describe('a directory of IDX files', () => {
  test.each([false, true])('gives images, labels, size and classes (gzipped: %s)', async (gzipped) => {
    await writeIdxFiles(directory, tinyIdxFiles(), gzipped);
    const dataset = await readIdxDirectory(directory, 'tiny');
    expect(dataset).toMatchObject({ name: 'tiny', height: 4, width: 5, classes: 3 });
    expect(dataset.train.count).toBe(6);
    expect([...dataset.train.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...dataset.train.pixels.subarray(20, 24)]).toEqual([7, 8, 9, 10]);
    expect(dataset.test.count).toBe(3);
    expect([...dataset.test.labels]).toEqual([2, 1, 0]);
  });

  test('names the missing file', async () => {
    await writeIdxFiles(directory, tinyIdxFiles());
    await rm(join(directory, 't10k-labels-idx1-ubyte'));
    const error = await errorOfReading();
    expect(error.file).toBe(join(directory, 't10k-labels-idx1-ubyte'));
    expect(error.expected).toContain('t10k-labels-idx1-ubyte.gz');
  });

  test('refuses a truncated file at the byte where it ends', async () => {
    const files = tinyIdxFiles();
    await writeIdxFiles(directory, { ...files, trainImages: files.trainImages.subarray(0, 100) });
    const error = await errorOfReading();
    expect(error.file).toBe(join(directory, 'train-images-idx3-ubyte'));
    expect(error.byteOffset).toBe(100);
    expect(error.message).toContain('expected 136 bytes for 6 × 4 × 5 values');
  });

  test('refuses a header that ends early', async () => {
    await writeIdxFiles(directory, { ...tinyIdxFiles(), testLabels: Buffer.of(0, 0, 8) });
    expect(await errorOfReading()).toMatchObject({ byteOffset: 3, expected: 'a header of 8 bytes' });
  });

  test('refuses bytes beyond the last value', async () => {
    const files = tinyIdxFiles();
    await writeIdxFiles(directory, {
      ...files,
      trainLabels: Buffer.concat([files.trainLabels, Buffer.of(1)]),
    });
    expect(await errorOfReading()).toMatchObject({ byteOffset: 14, expected: '14 bytes for 6 values' });
  });

  test('refuses a wrong magic number, such as labels in the place of images', async () => {
    const files = tinyIdxFiles();
    await writeIdxFiles(directory, { ...files, trainImages: idxBytes([20], new Uint8Array(20)) });
    const error = await errorOfReading();
    expect(error).toMatchObject({ byteOffset: 0, found: 'magic number 0x00000801' });
    expect(error.expected).toContain('0x00000803');
  });

  test('refuses a dimension of 0', async () => {
    await writeIdxFiles(directory, { ...tinyIdxFiles(), testImages: idxBytes([3, 0, 5], []) });
    expect(await errorOfReading()).toMatchObject({ byteOffset: 8, found: '0 as dimension 1' });
  });

  test('refuses labels that are not as many as the images', async () => {
    await writeIdxFiles(directory, { ...tinyIdxFiles(), testLabels: idxBytes([2], [0, 1]) });
    const error = await errorOfReading();
    expect(error).toMatchObject({
      file: join(directory, 't10k-labels-idx1-ubyte'),
      byteOffset: 4,
      found: '2 labels',
    });
    expect(error.expected).toContain('3, one for each image');
  });

  test('refuses test images of another size', async () => {
    await writeIdxFiles(directory, {
      ...tinyIdxFiles(),
      testImages: idxBytes([3, 5, 4], new Uint8Array(60)),
    });
    const error = await errorOfReading();
    expect(error).toMatchObject({
      file: join(directory, 't10k-images-idx3-ubyte'),
      found: 'images of 5 × 4',
    });
    expect(error.expected).toContain('4 × 5');
  });

  test('refuses a test label that the training set does not have', async () => {
    await writeIdxFiles(directory, { ...tinyIdxFiles(), testLabels: idxBytes([3], [0, 1, 3]) });
    expect(await errorOfReading()).toMatchObject({ byteOffset: 10, found: 'label 3' });
  });

  test('refuses a training set of one class', async () => {
    await writeIdxFiles(directory, { ...tinyIdxFiles(), trainLabels: idxBytes([6], new Uint8Array(6)) });
    expect((await errorOfReading()).expected).toBe('at least two classes');
  });

  test('refuses a gzip file that is cut off', async () => {
    const files = tinyIdxFiles();
    await writeIdxFiles(directory, files);
    await rm(join(directory, 'train-labels-idx1-ubyte'));
    const file = join(directory, 'train-labels-idx1-ubyte.gz');
    await writeFile(file, gzipSync(files.trainLabels).subarray(0, 20));
    expect(await errorOfReading()).toMatchObject({ file, expected: 'a complete gzip file' });
  });
});
