/** 1.5·2⁵²: adding and taking it away again rounds a double to an integer, half to even, for |x| < 2⁵¹. */
const rounder = 6755399441055744;

/**
 * Rounds values to integers in place, half to even, and limits them to ±largest. Returns how many were limited
 * and the largest magnitude before, NaN if a value was NaN.
 */
export function quantize(values: Float64Array, largest: number): { clipped: number; peak: number } {
  let clipped = 0;
  let highest = 0;
  let lowest = 0;
  let poison = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > highest) highest = value;
    else if (value < lowest) lowest = value;
    let code = value + rounder - rounder;
    if (code > largest) {
      code = largest;
      clipped++;
    } else if (code < -largest) {
      code = -largest;
      clipped++;
    } else {
      poison += code;
    }
    values[i] = code;
  }
  return { clipped, peak: Number.isNaN(poison) ? Number.NaN : Math.max(highest, -lowest) };
}
