import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { valuesBehindCodes } from './value-behind-code.js';

const count = 40_000;

/** Values of density ½βe^{−β|x|}, and their codes with normal noise. */
function drawn(rate: number, noise: number, reads = 1): { values: Float64Array; codes: Float64Array } {
  const random = RandomStream.named(3, 'values behind codes', `${rate} ${noise} ${reads}`);
  const pairs = new Float64Array(2 * count);
  random.fillNormal(pairs);
  const uniform = new Float64Array(count);
  random.fillUniform(uniform, 1_000_000);
  const values = Float64Array.from({ length: count }, (_, i) => {
    // Half the sum of squares of two normals is exponential.
    const size = (pairs[2 * i]! ** 2 + pairs[2 * i + 1]! ** 2) / 2 / rate;
    return uniform[i]! < 0.5 ? -size : size;
  });
  const scatter = new Float64Array(reads * count);
  random.fillNormal(scatter, 2_000_000);
  const codes = values.map((value, i) => {
    let sum = 0;
    for (let k = 0; k < reads; k++) sum += Math.round(value + noise * scatter[i * reads + k]!);
    return sum / reads;
  });
  return { values, codes };
}

// Standard errors of these means are below 1 % of the variance and 0.3 % of the size: 5 of them fail once in 1e6.
describe.each([
  [4, 0.2],
  [3, 0],
  [0.8, 0.3],
  [0.02, 0.2],
])('values with β = %p behind codes with noise %p', (rate, noise) => {
  const { values, codes } = drawn(rate, noise);
  const { expected, variance } = valuesBehindCodes(codes, noise, 0);

  test('are found without bias, as far off as they say', () => {
    let bias = 0;
    let squares = 0;
    let claimed = 0;
    values.forEach((value, i) => {
      bias += (value - expected[i]!) * Math.sign(codes[i]!);
      squares += (value - expected[i]!) ** 2;
      claimed += variance[i]!;
    });
    expect(Math.abs(bias / count)).toBeLessThan(0.005);
    expect(squares / claimed).toBeGreaterThan(0.95);
    expect(squares / claimed).toBeLessThan(1.05);
  });
});

test('codes that are all zero say that the values are', () => {
  const { expected, variance } = valuesBehindCodes(new Float64Array(3), 0.2, 0);
  expect([...expected, ...variance]).toEqual([0, 0, 0, 0, 0, 0]);
});
