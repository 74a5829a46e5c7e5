/** Index of the first largest of `size` outputs from `offset`. */
function firstLargest(outputs: Float32Array, offset: number, size: number): number {
  let best = 0;
  for (let i = 1; i < size; i++) if (outputs[offset + i]! > outputs[offset + best]!) best = i;
  return best;
}

/** How many of the first `examples` rows of `outputs` [b, d] are largest at their label. */
export function countCorrect(
  outputs: Float32Array,
  labels: Uint8Array,
  size: number,
  examples: number,
): number {
  let correct = 0;
  for (let row = 0; row < examples; row++)
    if (firstLargest(outputs, row * size, size) === labels[row]) correct++;
  return correct;
}
