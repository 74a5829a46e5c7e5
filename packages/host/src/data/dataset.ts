import { DataError } from './data-error.js';
import type { IdxArray } from './idx.js';

/** Grey images with a class each. `pixels` is [count × height × width], 0 to 255. */
export interface Split {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** A training and a test set of equal image size. Classes are 0 … classes − 1. */
export interface Dataset {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
  readonly train: Split;
  readonly test: Split;
}

/** An IDX array and the name of the file it came from, for messages. */
export interface NamedArray extends IdxArray {
  readonly file: string;
}

function split(images: NamedArray, labels: NamedArray): Split {
  const [imageCount = 0] = images.dimensions;
  const [labelCount = 0] = labels.dimensions;
  if (imageCount !== labelCount) {
    throw new DataError(
      labels.file,
      4,
      `${labelCount} labels`,
      `${imageCount}, one for each image of ${images.file}`,
    );
  }
  return { count: imageCount, pixels: images.values, labels: labels.values };
}

/**
 * Puts four IDX arrays together. Image size and number of classes (largest label + 1) come from the arrays;
 * throws DataError if images and labels differ in number, if training and test images differ in size, if a
 * test label is beyond the classes of the training set, or if there is but one class.
 */
export function assembleDataset(
  name: string,
  arrays: {
    trainImages: NamedArray;
    trainLabels: NamedArray;
    testImages: NamedArray;
    testLabels: NamedArray;
  },
): Dataset {
  const { trainImages, trainLabels, testImages, testLabels } = arrays;
  const train = split(trainImages, trainLabels);
  const test = split(testImages, testLabels);
  const [, height = 0, width = 0] = trainImages.dimensions;
  const [, testHeight = 0, testWidth = 0] = testImages.dimensions;
  if (testHeight !== height || testWidth !== width) {
    throw new DataError(
      testImages.file,
      8,
      `images of ${testHeight} × ${testWidth}`,
      `${height} × ${width} as in ${trainImages.file}`,
    );
  }
  const classes = train.labels.reduce((largest, label) => Math.max(largest, label), 0) + 1;
  if (classes < 2) throw new DataError(trainLabels.file, 8, 'label 0 only', 'at least two classes');
  const beyond = test.labels.findIndex((label) => label >= classes);
  if (beyond >= 0) {
    throw new DataError(
      testLabels.file,
      8 + beyond,
      `label ${test.labels[beyond]}`,
      `at most ${classes - 1}, the largest of ${trainLabels.file}`,
    );
  }
  return { name, height, width, classes, train, test };
}

/** The same data with the first `trainExamples` training images only; RangeError if there are fewer. */
export function limitTrainingSet(dataset: Dataset, trainExamples: number): Dataset {
  const { count, pixels, labels } = dataset.train;
  if (!Number.isInteger(trainExamples) || trainExamples < 1 || trainExamples > count) {
    throw new RangeError(`${trainExamples} training examples asked for; ${dataset.name} has 1 to ${count}`);
  }
  const train = {
    count: trainExamples,
    pixels: pixels.subarray(0, trainExamples * dataset.height * dataset.width),
    labels: labels.subarray(0, trainExamples),
  };
  return { ...dataset, train };
}
