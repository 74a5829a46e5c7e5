import { RandomStream } from '@thermoloop/sim-kernel';
import type { Dataset, Split } from './dataset.js';
import type { PixelTable } from './normalisation.js';

/** Inputs and targets as the compiled programs take them. */
export interface Batch {
  /** [size × 1 × height × width] */
  readonly images: Float32Array;
  /** One-hot rows [size × classes]. */
  readonly targets: Float32Array;
  readonly labels: Uint8Array;
}

/** Gathers the examples at `indices` into a batch of `size` rows; rows beyond the indices stay 0. */
export function gatherBatch(
  dataset: Pick<Dataset, 'height' | 'width' | 'classes'>,
  split: Split,
  indices: Int32Array,
  table: PixelTable,
  size = indices.length,
): Batch {
  const imageSize = dataset.height * dataset.width;
  const images = new Float32Array(size * imageSize);
  const targets = new Float32Array(size * dataset.classes);
  const labels = new Uint8Array(size);
  indices.forEach((index, row) => {
    const from = index * imageSize;
    const to = row * imageSize;
    for (let i = 0; i < imageSize; i++) images[to + i] = table[split.pixels[from + i]!]!;
    const label = split.labels[index]!;
    labels[row] = label;
    targets[row * dataset.classes + label] = 1;
  });
  return { images, targets, labels };
}

/**
 * Shuffled mini-batches of equal size. Each epoch is a permutation of the training set, drawn from the seed
 * and the number of the epoch, so batch `step` is the same whatever was asked for before. What is left over
 * at the end of an epoch (fewer than `size` examples) is not used in it.
 */
export class MiniBatches {
  readonly perEpoch: number;
  #epoch: { number: number; order: Int32Array } | undefined;

  constructor(
    readonly dataset: Dataset,
    readonly size: number,
    readonly seed: number | bigint | string,
    readonly table: PixelTable,
  ) {
    if (!Number.isInteger(size) || size < 1 || size > dataset.train.count) {
      throw new RangeError(`batch size ${size}; ${dataset.name} allows 1 to ${dataset.train.count}`);
    }
    this.perEpoch = Math.floor(dataset.train.count / size);
  }

  /** Indices into the training set of batch `step`, counted from 0 over all epochs. */
  indices(step: number): Int32Array {
    const number = Math.floor(step / this.perEpoch);
    if (this.#epoch?.number !== number) {
      const order = RandomStream.named(this.seed, 'batches', number).permutation(this.dataset.train.count);
      this.#epoch = { number, order };
    }
    const from = (step % this.perEpoch) * this.size;
    return this.#epoch.order.subarray(from, from + this.size);
  }

  at(step: number): Batch {
    return gatherBatch(this.dataset, this.dataset.train, this.indices(step), this.table);
  }
}
