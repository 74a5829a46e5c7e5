import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { largestTile, tileProblem } from './tile-problem.js';

const cnn = [
  { name: 'convolution1', size: 80 },
  { name: 'convolution2', size: 1168 },
  { name: 'dense', size: 7850 },
];
const sizes = (cells: number, layers = cnn): number[] => tileProblem(layers, cells).map(({ size }) => size);

describe('a model is split by layer, then by size', () => {
  test('a layer that does not fit is cut into the fewest parts of even size', () => {
    expect(sizes(1024)).toEqual([80, 584, 584, 981, 981, 981, 982, 981, 981, 981, 982]);
    expect(tileProblem(cnn, 1024).map(({ name }) => name)).toEqual([
      'convolution1',
      'convolution2 1/2',
      'convolution2 2/2',
      ...Array.from({ length: 8 }, (_, k) => `dense ${k + 1}/8`),
    ]);
  });

  test('neighbouring layers that fit together share a tile; a part of a layer shares none', () => {
    expect(tileProblem(cnn, 1248)[0]).toEqual({ name: 'convolution1 + convolution2', offset: 0, size: 1248 });
    expect(sizes(1247).slice(0, 2)).toEqual([80, 1167 + 1]);
    const layers = [60, 150, 30, 20].map((size, k) => ({ name: `layer${k}`, size }));
    expect(sizes(100, layers)).toEqual([60, 75, 75, 50]);
  });

  test('a model that fits is one tile', () => {
    expect(sizes(9098)).toEqual([9098]);
    expect(sizes(1e6)).toEqual([9098]);
  });

  test('tiles cover θ without gaps, none is larger than the chip, and no cut is needless', () => {
    const random = RandomStream.named('tile problem');
    const draws = new Float64Array(2000);
    random.fillUniform(draws);
    for (let trial = 0; trial < 200; trial++) {
      const draw = draws.subarray(10 * trial, 10 * trial + 10);
      const layers = Array.from(draw.subarray(1), (u, k) => ({
        name: `layer${k}`,
        size: Math.floor(300 * u * u),
      }));
      const cells = 1 + Math.floor(120 * draw[0]!);
      const tiles = tileProblem(layers, cells);
      let offset = 0;
      for (const tile of tiles) {
        expect(tile.offset).toBe(offset);
        expect(tile.size).toBeGreaterThan(0);
        offset += tile.size;
      }
      const total = layers.reduce((sum, { size }) => sum + size, 0);
      expect(offset).toBe(total);
      expect(largestTile(tiles)).toBeLessThanOrEqual(cells);
      const most = layers.reduce((sum, { size }) => sum + Math.ceil(size / cells), 0);
      expect(tiles.length).toBeLessThanOrEqual(most);
    }
  });

  test.each([0, -1, 1.5, NaN])('a chip of %d cells is refused', (cells) => {
    expect(() => tileProblem(cnn, cells)).toThrow(/expected a positive integer/);
  });
});
