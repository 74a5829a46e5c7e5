import { expect, test } from '@jest/globals';
import { plantedBudget } from './planted-budget.js';
import { plantedFaults } from './planted-fault.js';

/** One fault of each cause; npm run accept -- budget does all of them, 20 seeds each. */
const planted = plantedFaults.filter(
  ({ cause }, i) => plantedFaults.findIndex((other) => other.cause === cause) === i,
);

test.each(planted.map((fault) => [fault.cause, fault.how, fault] as const))(
  '%s ranks first where it is planted: %s',
  async (cause, _how, fault) => {
    const { ranking, parts, explained } = await plantedBudget(fault, 3);
    expect(ranking[0]).toBe(cause);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    // One draw of noise is off by √(2/300) of its expectation: 5 of them.
    if (cause !== 'device') expect(Math.abs(explained - 1)).toBeLessThan(cause === 'noise' ? 0.42 : 0.02);
  },
);
