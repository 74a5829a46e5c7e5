import { describe, expect, test } from '@jest/globals';
import { syntheticDataset } from '../testing/synthetic-dataset.js';
import { gatherBatch, MiniBatches } from './mini-batches.js';
import { pixelTable } from './normalisation.js';

const dataset = syntheticDataset({ height: 4, width: 5, classes: 3 }, { train: 23, test: 4 });
const table = pixelTable('unit', dataset.train);
const batchesOf = (size: number, seed: number) => new MiniBatches(dataset, size, seed, table);

describe('mini-batches', () => {
  test('an epoch uses no example twice', () => {
    const batches = batchesOf(5, 1);
    expect(batches.perEpoch).toBe(4);
    for (const epoch of [0, 1, 2]) {
      const used = [0, 1, 2, 3].flatMap((step) => [...batches.indices(4 * epoch + step)]);
      expect(new Set(used).size).toBe(20);
      expect(used.every((index) => index >= 0 && index < 23)).toBe(true);
    }
  });

  test('epochs and seeds differ in order', () => {
    const first = [...batchesOf(23, 1).indices(0)];
    expect([...batchesOf(23, 1).indices(1)]).not.toEqual(first);
    expect([...batchesOf(23, 2).indices(0)]).not.toEqual(first);
  });

  test('a batch is the same whatever was asked for before', () => {
    const inOrder = batchesOf(5, 7);
    const wanted = Array.from({ length: 9 }, (_, step) => [...inOrder.indices(step)]);
    const backwards = batchesOf(5, 7);
    for (let step = 8; step >= 0; step--) expect([...backwards.indices(step)]).toEqual(wanted[step]);
  });

  test('inputs are the pixels through the table, targets are one-hot', () => {
    const batches = batchesOf(5, 1);
    const { images, targets, labels } = batches.at(2);
    batches.indices(2).forEach((index, row) => {
      for (let k = 0; k < 20; k++) {
        expect(images[row * 20 + k]).toBe(Math.fround(dataset.train.pixels[index * 20 + k]! / 255));
      }
      const oneHot = [0, 0, 0];
      oneHot[dataset.train.labels[index]!] = 1;
      expect([...targets.subarray(row * 3, row * 3 + 3)]).toEqual(oneHot);
      expect(labels[row]).toBe(dataset.train.labels[index]);
    });
  });

  test('rows beyond the indices stay 0', () => {
    const { images, targets } = gatherBatch(dataset, dataset.test, Int32Array.of(1), table, 2);
    expect(images).toHaveLength(40);
    expect(images.subarray(20).every((value) => value === 0)).toBe(true);
    expect([...targets.subarray(3)]).toEqual([0, 0, 0]);
  });

  test('a batch larger than the training set is refused with the limit', () => {
    expect(() => batchesOf(24, 1)).toThrow(/batch size 24.*1 to 23/);
    expect(() => batchesOf(0, 1)).toThrow(RangeError);
  });
});

test('standard normalisation gives training inputs of mean 0 and deviation 1', () => {
  const standard = pixelTable('standard', dataset.train);
  const inputs = Array.from(dataset.train.pixels, (pixel) => standard[pixel]!);
  const mean = inputs.reduce((sum, x) => sum + x, 0) / inputs.length;
  const variance = inputs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / inputs.length;
  expect(mean).toBeCloseTo(0, 5);
  expect(variance).toBeCloseTo(1, 5);
});

test('standard normalisation refuses images without contrast', () => {
  const flat = { count: 2, pixels: new Uint8Array(8).fill(9), labels: Uint8Array.of(0, 1) };
  expect(() => pixelTable('standard', flat)).toThrow(/all training pixels are equal/);
});
