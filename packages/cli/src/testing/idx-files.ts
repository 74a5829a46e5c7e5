import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const side = 8;
const classes = 3;

/**
 * A data set of four IDX files that a small network learns in a few steps: 8 × 8 images of three classes, each with
 * a bright bar at a place of its own over a pattern that differs from image to image.
 */
export function writeSmallDataset(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeSplit(directory, 'train', 240);
  writeSplit(directory, 't10k', 60);
}

function writeSplit(directory: string, name: string, count: number): void {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes);
  const pixels = new Uint8Array(count * side * side);
  for (let i = 0; i < pixels.length; i++) {
    const image = Math.floor(i / (side * side));
    const row = Math.floor((i % (side * side)) / side);
    const isBar = Math.floor(row / 2) === labels[image];
    pixels[i] = (isBar ? 170 : 20) + ((i * 7919 + image * 104_729) % 60);
  }
  writeIdx(join(directory, `${name}-images-idx3-ubyte`), [count, side, side], pixels);
  writeIdx(join(directory, `${name}-labels-idx1-ubyte`), [count], labels);
}

function writeIdx(path: string, dimensions: readonly number[], values: Uint8Array): void {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(0x0800 + dimensions.length);
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  writeFileSync(path, Buffer.concat([header, values]));
}
