import { describe, expect, test } from '@jest/globals';
import { continuousGrid, fixedGrid, floatingGrid, linearGrid, type Grid } from '@thermoloop/protocol';
import fc from 'fast-check';
import { asOnGrid, gainsBetween, greatestGain, leastGain } from './gain-grid.js';
import { listGrid } from './testing/list-grid.js';

const listedGrids: fc.Arbitrary<Grid> = fc.oneof(
  fc
    .record({
      step: fc.constantFrom(0.01, 0.125, 0.3),
      first: fc.integer({ min: 1, max: 20 }),
      count: fc.nat(60),
    })
    .map(({ step, first, count }) => linearGrid(step, first * step, (first + count) * step)),
  fc
    .record({
      mantissaBits: fc.nat(4),
      low: fc.integer({ min: -8, max: 4 }),
      octaves: fc.integer({ min: 1, max: 8 }),
      cut: fc.constantFrom(1, 1.3, 1.5),
    })
    .map(({ mantissaBits, low, octaves, cut }) =>
      floatingGrid(mantissaBits, cut * 2 ** low, 2 ** (low + octaves)),
    ),
  fc.constantFrom(0.25, 1, 3).map(fixedGrid),
);
const positions = fc.double({ min: 2 ** -12, max: 2 ** 14, noNaN: true });

describe('gains on a grid', () => {
  test('are found from below and from above, among the listed values', () => {
    fc.assert(
      fc.property(listedGrids, positions, (grid, x) => {
        const values = listGrid(grid);
        expect(leastGain(grid, x)).toBe(values.find((value) => value >= x * (1 - 1e-12)));
        expect(greatestGain(grid, x)).toBe(values.findLast((value) => value <= x * (1 + 1e-12)));
      }),
      { numRuns: 500 },
    );
  });

  test('are recognised through the rounding of f64, and only then', () => {
    fc.assert(
      fc.property(listedGrids, (grid) => {
        for (const value of listGrid(grid)) {
          expect(asOnGrid(grid, value * (1 + 3e-16))).toBe(value);
          expect(asOnGrid(grid, value * (1 + 1e-9))).toBeUndefined();
        }
      }),
      { numRuns: 100 },
    );
  });

  test('are listed between two bounds', () => {
    fc.assert(
      fc.property(listedGrids, positions, fc.double({ min: 1, max: 64, noNaN: true }), (grid, low, ratio) => {
        const inside = listGrid(grid).filter((v) => v >= low * (1 - 1e-12) && v <= low * ratio * (1 + 1e-12));
        expect(gainsBetween(grid, low, low * ratio)).toEqual(inside);
      }),
      { numRuns: 500 },
    );
  });

  test('are thinned evenly where there are too many, and stay on the grid', () => {
    for (const grid of [linearGrid(1e-4, 0, 1), floatingGrid(40, 2 ** -20, 1)]) {
      const some = gainsBetween(grid, 0.1, 0.2, 5);
      expect(some).toHaveLength(5);
      expect(some[0]).toBeCloseTo(0.1, 6);
      expect(some[4]).toBeCloseTo(0.2, 6);
      for (const value of some) expect(asOnGrid(grid, value)).toBe(value);
    }
  });

  test('are any in a continuous interval', () => {
    const grid = continuousGrid(0, 4);
    expect([leastGain(grid, 0.3), greatestGain(grid, 0.3), asOnGrid(grid, 0)]).toEqual([0.3, 0.3, 0]);
    expect([leastGain(grid, 5), asOnGrid(grid, 5)]).toEqual([undefined, undefined]);
  });
});
