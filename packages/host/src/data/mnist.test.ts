import { beforeAll, describe, expect, test } from '@jest/globals';
import { limitTrainingSet, type Dataset } from './dataset.js';
import { readMnist } from './mnist.js';
import { pixelStatistics } from './normalisation.js';

let mnist: Dataset;
beforeAll(async () => {
  mnist = await readMnist();
});

describe('MNIST', () => {
  test('has its published sizes and first labels', () => {
    expect(mnist).toMatchObject({ height: 28, width: 28, classes: 10 });
    expect(mnist.train.count).toBe(60_000);
    expect(mnist.test.count).toBe(10_000);
    expect([...mnist.train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...mnist.test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });

  test('has the mean and deviation that its users quote, 0.1307 and 0.3081', () => {
    const { mean, deviation } = pixelStatistics(mnist.train);
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(deviation).toBeCloseTo(0.3081, 4);
  });

  test('can be limited to its first images', () => {
    const { train, test: testSet } = limitTrainingSet(mnist, 10_000);
    expect([train.count, train.labels.length, train.pixels.length]).toEqual([10_000, 10_000, 7_840_000]);
    expect(testSet).toBe(mnist.test);
    expect(() => limitTrainingSet(mnist, 60_001)).toThrow(/60001.*1 to 60000/);
    expect(() => limitTrainingSet(mnist, 0)).toThrow(RangeError);
  });
});
