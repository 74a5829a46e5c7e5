import { expect, test } from '@jest/globals';
import type { PairPlan, PairResponses } from './coupled-pairs.js';
import { pairValues } from './coupling-strength.js';
import type { Slopes } from './slopes.js';

type Matrix = readonly [readonly [number, number], readonly [number, number]];

/** e^{−At} by its Taylor series: an oracle without eigenvalues or logarithms. */
function exponential([[a, b], [c, d]]: Matrix, t: number): number[][] {
  let term = [
    [1, 0],
    [0, 1],
  ];
  const sum = [
    [1, 0],
    [0, 1],
  ];
  for (let n = 1; n < 60; n++) {
    const [[p, q], [r, s]] = term as [[number, number], [number, number]];
    term = [
      [(-t / n) * (p * a + q * c), (-t / n) * (p * b + q * d)],
      [(-t / n) * (r * a + s * c), (-t / n) * (r * b + s * d)],
    ];
    for (const i of [0, 1]) for (const j of [0, 1]) sum[i]![j]! += term[i]![j]!;
  }
  return sum;
}

const slopes = (value: number): Slopes => ({
  all: Float64Array.of(value),
  halves: [Float64Array.of(value), Float64Array.of(value)],
  intercept: Float64Array.of(0),
  residualVariance: 0,
  meanSquares: 1,
  count: 4,
  small: { slope: 1, squares: 1 },
  large: { slope: 1, squares: 1 },
});

test('strength and asymmetry of a pair, whatever its converters do', () => {
  const [code, couplingGain, leak, tau, timeS] = [127, 2e-5, 0.01, 1e-6, 1.1e-6];
  // codes of B and of Bᵀ that are off by some percent
  const [b1, b2] = [1.03 * code, 0.96 * code];
  const [t1, t2] = [1.02 * b1, 0.99 * b2];
  const [tau1, tau2] = [1.04e-6, 0.97e-6];
  const row = (t: number, own: number): [number, number] => [
    (couplingGain * t * b1 + (own === 0 ? leak : 0)) / [tau1, tau2][own]!,
    (couplingGain * t * b2 + (own === 1 ? leak : 0)) / [tau1, tau2][own]!,
  ];
  const m = exponential([row(t1, 0), row(t2, 1)], timeS);
  // gains of DAC and ADC of each of the two cells
  const [dac1, dac2, adc1, adc2] = [1.1, 0.9, 50, 70];
  const gains = { written: 0.01, own: 0.006, cross: 0.003 };
  const responses: PairResponses = {
    written: [slopes((dac1 * adc1) / gains.written), slopes((dac2 * adc2) / gains.written)],
    own: [slopes((dac1 * adc1 * m[0]![0]!) / gains.own), slopes((dac2 * adc2 * m[1]![1]!) / gains.own)],
    cross: [slopes((dac1 * adc2 * m[1]![0]!) / gains.cross), slopes((dac2 * adc1 * m[0]![1]!) / gains.cross)],
    timeS,
    leak,
    couplingGain,
    code,
    gains,
  };
  const plan: PairPlan = {
    first: Int32Array.of(0),
    second: Int32Array.of(1),
    cells: 2,
    sharesConverters: false,
  };
  const of = new Map([
    [0, tau1],
    [1, tau2],
  ]);
  const [value] = pairValues(responses, plan, { of, nominalS: tau }, ({ all }) => all);
  expect(value!.strength).toBeCloseTo(Math.sqrt(t1 * b2 * t2 * b1) / code ** 2, 9);
  // where both cells have the same converters, their gains fall out
  const shared = {
    ...responses,
    cross: [slopes(m[1]![0]! / gains.cross), slopes(m[0]![1]! / gains.cross)] as const,
  };
  const [alike] = pairValues(shared, plan, { of, nominalS: tau }, ({ all }) => all);
  expect(alike!.asymmetry).toBeCloseTo((t1 * b2) / (t2 * b1), 9);
});
