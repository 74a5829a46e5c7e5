import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from './data-error.js';
import { assembleDataset, type Dataset, type NamedArray } from './dataset.js';
import { parseIdx } from './idx.js';

/** The four files of an IDX data set by their usual names; each may also end in `.gz`. */
export const idxFileNames = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/** Called with the content of each file before it is parsed; throws to refuse it. */
export type FileCheck = (role: keyof typeof idxFileNames, file: string, bytes: Uint8Array) => void;

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readMaybeCompressed(
  directory: string,
  name: string,
): Promise<{ file: string; bytes: Uint8Array }> {
  const plain = join(directory, name);
  if (await exists(plain)) return { file: plain, bytes: await readFile(plain) };
  const file = `${plain}.gz`;
  if (!(await exists(file))) throw new DataError(plain, undefined, 'no such file', `${name} or ${name}.gz`);
  const compressed = await readFile(file);
  try {
    return { file, bytes: await promisify(gunzip)(compressed) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(file, undefined, `data that does not decompress (${reason})`, 'a complete gzip file');
  }
}

/** Reads the four IDX files of a directory. Throws DataError naming the file and the place in it. */
export async function readIdxDirectory(directory: string, name: string, check?: FileCheck): Promise<Dataset> {
  const read = async (role: keyof typeof idxFileNames, dimensionCount: number): Promise<NamedArray> => {
    const { file, bytes } = await readMaybeCompressed(directory, idxFileNames[role]);
    check?.(role, file, bytes);
    return { file, ...parseIdx(bytes, file, dimensionCount) };
  };
  return assembleDataset(name, {
    trainImages: await read('trainImages', 3),
    trainLabels: await read('trainLabels', 1),
    testImages: await read('testImages', 3),
    testLabels: await read('testLabels', 1),
  });
}
