import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  ceilToGrid,
  continuousGrid,
  fixedGrid,
  floatingGrid,
  floorToGrid,
  gridFault,
  linearGrid,
  nearestOnGrid,
  onGrid,
  type Grid,
} from './grid.js';

/** Small grids with all their values, listed from the definition. */
const listedGrids: fc.Arbitrary<{ grid: Grid; values: number[] }> = fc.oneof(
  fc
    .record({
      step: fc.constantFrom(0.25, 0.1, 1, 3, 1e-9, 7e20),
      first: fc.integer({ min: -20, max: 20 }),
      count: fc.integer({ min: 1, max: 30 }),
      slack: fc.double({ min: 0, max: 0.4, noNaN: true }),
    })
    .map(({ step, first, count, slack }) => {
      const values = Array.from({ length: count }, (_, i) => (first + i) * step);
      const last = values[count - 1]!;
      return { grid: linearGrid(step, values[0]! - slack * step, last + slack * step), values };
    }),
  fc
    .record({
      mantissaBits: fc.integer({ min: 0, max: 3 }),
      exponent: fc.integer({ min: -30, max: 30 }),
      octaves: fc.integer({ min: 1, max: 4 }),
      sign: fc.constantFrom(1, -1),
    })
    .map(({ mantissaBits, exponent, octaves, sign }) => {
      const values: number[] = [];
      for (let e = exponent; e < exponent + octaves; e++) {
        for (let m = 0; m < 2 ** mantissaBits; m++) values.push(sign * (1 + m / 2 ** mantissaBits) * 2 ** e);
      }
      values.sort((a, b) => a - b);
      return { grid: floatingGrid(mantissaBits, values[0]!, values[values.length - 1]!), values };
    }),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => ({ grid: fixedGrid(value), values: [value + 0] })),
);

/** Values in and around a grid: its own, their neighbours, and any. */
const withProbe = listedGrids.chain(({ grid, values }) =>
  fc
    .oneof(
      fc.constantFrom(...values),
      fc.constantFrom(...values).map((value) => value * (1 + 2 ** -50)),
      fc.constantFrom(...values).map((value) => value * (1 - 2 ** -50)),
      fc.double({ min: grid.minimum * 2 - 1, max: grid.maximum * 2 + 1, noNaN: true }),
      fc.double({ noNaN: true }),
    )
    .map((probe) => ({ grid, values, probe })),
);

describe('against all values of small grids', () => {
  test('ceilToGrid is the smallest that is not below, floorToGrid the largest that is not above', () => {
    fc.assert(
      fc.property(withProbe, ({ grid, values, probe }) => {
        expect(ceilToGrid(grid, probe)).toBe(plain(values.find((value) => value >= probe)));
        expect(floorToGrid(grid, probe)).toBe(plain(values.findLast((value) => value <= probe)));
      }),
      { seed: 1, numRuns: 600 },
    );
  });

  test('onGrid knows exactly the values', () => {
    fc.assert(
      fc.property(withProbe, ({ grid, values, probe }) => {
        expect(onGrid(grid, probe)).toBe(values.some((value) => value === probe));
      }),
      { seed: 2, numRuns: 600 },
    );
  });

  test('nearestOnGrid has no nearer value', () => {
    fc.assert(
      fc.property(withProbe, ({ grid, values, probe }) => {
        const nearest = nearestOnGrid(grid, probe);
        expect(values.some((value) => value === nearest)).toBe(true);
        if (!Number.isFinite(probe)) return;
        const distance = Math.abs(nearest - probe);
        expect(values.every((value) => Math.abs(value - probe) >= distance)).toBe(true);
      }),
      { seed: 3, numRuns: 600 },
    );
  });
});

/** −0 is 0 on a grid. */
const plain = (value: number | undefined): number | undefined => (value === 0 ? 0 : value);

describe('large grids', () => {
  const grids = fc.constantFrom(
    floatingGrid(3, 1e-12, 1e12),
    floatingGrid(10, -1e30, 1e30),
    floatingGrid(52, 1e-300, 1e300),
    linearGrid(1e-6, 0, 1e3),
    linearGrid(0.3, -1e9, 1e9),
    continuousGrid(-5, 1e20),
  );
  const inside = grids.chain((grid) =>
    fc.double({ min: grid.minimum, max: grid.maximum, noNaN: true }).map((value) => ({ grid, value })),
  );

  test('rounding gives values of the grid around the value, and leaves those alone', () => {
    fc.assert(
      fc.property(inside, ({ grid, value }) => {
        const above = ceilToGrid(grid, value);
        const below = floorToGrid(grid, value);
        for (const rounded of [above, below, nearestOnGrid(grid, value)]) {
          if (rounded === undefined) continue;
          expect(onGrid(grid, rounded)).toBe(true);
          expect(ceilToGrid(grid, rounded)).toBe(rounded);
          expect(floorToGrid(grid, rounded)).toBe(rounded);
          expect(nearestOnGrid(grid, rounded)).toBe(rounded);
        }
        if (above !== undefined) expect(above).toBeGreaterThanOrEqual(value);
        if (below !== undefined) expect(below).toBeLessThanOrEqual(value);
        if (onGrid(grid, value)) expect([above, below]).toEqual([value + 0, value + 0]);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  test('a floating value has no more than the fraction bits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
        const rounded = nearestOnGrid(floatingGrid(3, 1e-12, 1e12), value);
        const exponent = Math.floor(Math.log2(rounded));
        expect(Number.isInteger((rounded / 2 ** exponent) * 8)).toBe(true);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(value / 16);
      }),
      { seed: 5 },
    );
  });
});

test('powers of two are the floating grid without fraction bits', () => {
  const grid = floatingGrid(0, 2 ** -10, 2 ** 10);
  expect([ceilToGrid(grid, 3), floorToGrid(grid, 3), nearestOnGrid(grid, 3)]).toEqual([4, 2, 2]);
  expect(ceilToGrid(grid, 1025)).toBeUndefined();
  expect(floorToGrid(grid, 2 ** -11)).toBeUndefined();
  expect(ceilToGrid(grid, 0)).toBe(2 ** -10);
});

test('a continuous grid takes every value between its bounds', () => {
  const grid = continuousGrid(1, 2);
  expect([0.999, 1, 1.234, 2, 2.001].map((value) => onGrid(grid, value))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  expect([nearestOnGrid(grid, 0), nearestOnGrid(grid, 5)]).toEqual([1, 2]);
});

test('what is no grid is refused with its reason', () => {
  expect(() => continuousGrid(2, 1)).toThrow('not from 2 to 1');
  expect(() => continuousGrid(0, Infinity)).toThrow(RangeError);
  expect(() => linearGrid(0, 0, 1)).toThrow('step is 0');
  expect(() => linearGrid(1, 0.2, 0.8)).toThrow('no value of the grid lies from 0.2 to 0.8');
  expect(() => linearGrid(1e-9, 0, 1e9)).toThrow('more than 2^53 steps');
  expect(() => floatingGrid(53, 1, 2)).toThrow('mantissaBits is 53');
  expect(() => floatingGrid(0, 1.1, 1.9)).toThrow('no value');
  expect(gridFault({ ...fixedGrid(1), maximum: 2 })).toContain('one value');
});

test('NaN has no place on a grid', () => {
  const grid = continuousGrid(0, 1);
  expect(onGrid(grid, NaN)).toBe(false);
  for (const round of [ceilToGrid, floorToGrid, nearestOnGrid])
    expect(() => round(grid, NaN)).toThrow(RangeError);
});
