import { RandomStream } from '@thermoloop/sim-kernel';
import type { Dataset, Split } from '../data/dataset.js';

/** Images of noise around a fixed random image for each class, so that a network can learn the classes. */
export function syntheticDataset(
  size: { height: number; width: number; classes: number },
  counts: { train: number; test: number },
): Dataset {
  const imageSize = size.height * size.width;
  const prototypes = new Float32Array(size.classes * imageSize);
  RandomStream.named('synthetic', 'prototypes').fillUniform(prototypes);
  const split = (name: string, count: number): Split => {
    const noise = new Float32Array(count * imageSize);
    RandomStream.named('synthetic', name).fillUniform(noise);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % size.classes);
    const pixels = Uint8Array.from(noise, (value, i) => {
      const label = labels[Math.floor(i / imageSize)]!;
      return 128 * prototypes[label * imageSize + (i % imageSize)]! + 127 * value;
    });
    return { count, pixels, labels };
  };
  return {
    name: 'synthetic',
    ...size,
    train: split('train', counts.train),
    test: split('test', counts.test),
  };
}
