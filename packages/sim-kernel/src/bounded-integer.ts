const twoTo32 = 4294967296;

/**
 * An integer in [0, bound), each equally likely, from a source of 32-bit words: words from the incomplete
 * last run of `bound` values are rejected. `bound` is an integer from 1 to 2³².
 */
export function boundedInteger(bound: number, nextWord: () => number): number {
  const limit = twoTo32 - (twoTo32 % bound);
  let word = nextWord();
  while (word >= limit) word = nextWord();
  return word % bound;
}
