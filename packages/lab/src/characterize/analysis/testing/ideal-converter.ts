/** Transition levels of an ideal mid-tread converter of so many bits with a sign, in LSB. */
export function idealLevels(bits: number): Float64Array {
  const largest = 2 ** (bits - 1) - 1;
  return Float64Array.from({ length: 2 * largest }, (_, i) => i - largest + 0.5);
}

/** How many levels lie at or below each input, counted from the middle: by bisection. */
export function codesByLevels(inputs: ArrayLike<number>, levels: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: inputs.length }, (_, i) => {
    let [low, high] = [0, levels.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (levels[middle]! <= inputs[i]!) low = middle + 1;
      else high = middle;
    }
    return low - levels.length / 2;
  });
}

/** int8 codes of a fixture. */
export function unpacked(base64: string): Float64Array {
  return Float64Array.from(new Int8Array(Buffer.from(base64, 'base64')));
}
