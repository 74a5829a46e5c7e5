import { describe, expect, test } from '@jest/globals';
import { boundedInteger } from './bounded-integer.js';

function scripted(...words: number[]): () => number {
  return () => {
    const word = words.shift();
    if (word === undefined) throw new Error('more words were asked for than expected');
    return word;
  };
}

describe('boundedInteger', () => {
  test('rejects the words that would make small values more likely', () => {
    const bound = 3 * 2 ** 30; // one quarter of the words is left over
    expect(boundedInteger(bound, scripted(bound - 1))).toBe(bound - 1);
    expect(boundedInteger(bound, scripted(bound, 2 ** 32 - 1, 7))).toBe(7);
  });

  test('rejects nothing when the bound divides 2^32', () => {
    expect(boundedInteger(2 ** 20, scripted(2 ** 32 - 1))).toBe(2 ** 20 - 1);
    expect(boundedInteger(1, scripted(2 ** 32 - 1))).toBe(0);
  });

  test('gives every value of a small bound equally often', () => {
    // bound 6: 2^32 = 6·715827882 + 4, so exactly four words are rejected
    expect(boundedInteger(6, scripted(2 ** 32 - 5))).toBe(5);
    expect(boundedInteger(6, scripted(2 ** 32 - 4, 0))).toBe(0);
  });
});
