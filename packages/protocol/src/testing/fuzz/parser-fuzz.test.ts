import { expect, test } from '@jest/globals';
import { fuzzParser } from './parser-fuzz.js';

test('the parser finds in 100 000 random and mutated frames what the oracle finds', () => {
  const count = fuzzParser(100_000, 20);
  expect(count.frames).toBe(100_000);
  expect(count.good).toBeGreaterThan(40_000);
  expect(count.refused).toBeGreaterThan(10_000);
  expect(count.streamed).toBeGreaterThan(1000);
});
