import fc from 'fast-check';
import type { Shape } from '../graph/shape.js';

/** Settings of every property test: fixed seed, few runs, since each compiles a graph. */
export const runs = { seed: 20240522, numRuns: 6 };

export const seeds = fc.integer({ min: 0, max: 1e6 });

export function shapes(minimumRank = 1, maximumRank = 4, longest = 4): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: longest }), { minLength: minimumRank, maxLength: maximumRank });
}

/** Two shapes that broadcast together. */
export const broadcastPairs: fc.Arbitrary<readonly [Shape, Shape]> = shapes(1, 4).chain((shape) =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      fc.integer({ min: 0, max: shape.length }),
    )
    .map(([left, right, dropped]) => {
      const a = shape.map((length, i) => (left[i] ? 1 : length));
      const b = shape.map((length, i) => (right[i] ? 1 : length)).slice(dropped);
      return [a, b] as const;
    }),
);
