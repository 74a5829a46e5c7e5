const { cos, sin, PI } = Math;

/**
 * The discrete Fourier transform Σₙ x[n]·e^{−2πikn/M} of M = 2ᵐ complex samples, in place: radix 2, f64. It is written
 * out here because what there is of small packages is unmaintained or untyped, and records are a few thousand samples.
 * @throws RangeError for a length that is no power of two
 */
export function fourierTransform(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length;
  if (length !== imaginary.length || length < 1 || (length & (length - 1)) !== 0) {
    throw new RangeError(`a Fourier transform takes 2^m samples; found ${length} and ${imaginary.length}`);
  }
  reverseBits(real, imaginary);
  for (let half = 1; half < length; half *= 2) {
    for (let k = 0; k < half; k++) {
      const angle = (-PI * k) / half;
      const [c, s] = [cos(angle), sin(angle)];
      for (let i = k; i < length; i += 2 * half) {
        const j = i + half;
        const re = c * real[j]! - s * imaginary[j]!;
        const im = c * imaginary[j]! + s * real[j]!;
        real[j] = real[i]! - re;
        imaginary[j] = imaginary[i]! - im;
        real[i]! += re;
        imaginary[i]! += im;
      }
    }
  }
}

function reverseBits(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j]!, real[i]!];
      [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
    }
  }
}
