/** TᵀDT w for the modes T (one a row, each as long as w) and a diagonal D. */
export function throughModes(modes: Float64Array, diagonal: Float64Array, w: Float64Array): Float64Array {
  const out = new Float64Array(w.length);
  diagonal.forEach((weight, k) => {
    const mode = modes.subarray(k * w.length, (k + 1) * w.length);
    const along = weight * dot(mode, w);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + along * (mode[i] as number);
  });
  return out;
}

/** TᵀDT for the modes T (one a row, each of length `length`) and a diagonal D: length × length. */
export function modeMatrix(modes: Float64Array, diagonal: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length * length);
  diagonal.forEach((weight, k) => {
    const mode = modes.subarray(k * length, (k + 1) * length);
    for (let i = 0; i < length; i++) {
      const along = weight * (mode[i] as number);
      for (let j = 0, at = i * length; j <= i; j++, at++) {
        out[at] = (out[at] as number) + along * (mode[j] as number);
      }
    }
  });
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < i; j++) out[j * length + i] = out[i * length + j] as number;
  }
  return out;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
