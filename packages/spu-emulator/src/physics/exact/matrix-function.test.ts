import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { noiseFunction, responseFunction } from './matrix-function.js';

interface Case {
  leak: number;
  shift: number;
  runTimeTau: number;
  response: number;
  responseQuotient: number;
  noise: number;
  noiseQuotient: number;
}

const cases = JSON.parse(
  readFileSync(new URL('../../../fixtures/matrix-functions.json', import.meta.url), 'utf8'),
) as Case[];

const relativeError = (got: number, wanted: number): number => Math.abs(got - wanted) / Math.abs(wanted);
const worst = (errors: number[]): number => Math.max(...errors);

describe('the functions of A against 60-digit arithmetic, from λ = 0 to 20, μ = 0 to 1e5, s = 1e-3 to 5000', () => {
  test('values', () => {
    expect(
      worst(cases.map((c) => relativeError(responseFunction(c.runTimeTau).at(c.leak), c.response))),
    ).toBeLessThan(4e-16);
    expect(
      worst(cases.map((c) => relativeError(noiseFunction(c.runTimeTau).at(c.leak), c.noise))),
    ).toBeLessThan(4e-16);
  });

  test('quotients do not cancel anywhere', () => {
    const response = cases.map((c) =>
      relativeError(responseFunction(c.runTimeTau).quotient(c.leak, c.shift), c.responseQuotient),
    );
    const noise = cases.map((c) =>
      relativeError(noiseFunction(c.runTimeTau).quotient(c.leak, c.shift), c.noiseQuotient),
    );
    expect(worst(response)).toBeLessThan(2e-15);
    expect(worst(noise)).toBeLessThan(2e-15);
  });
});

test('at t = 0 nothing has moved and there is no noise', () => {
  expect(responseFunction(0).at(0.1)).toBe(0);
  expect(Math.abs(responseFunction(0).quotient(0.1, 3))).toBe(0);
  expect(noiseFunction(0).at(0.1)).toBe(0);
  expect(noiseFunction(0).quotient(0.1, 3)).toBe(0);
});

test('at t = ∞ the response is 1/a and its quotient −1/(λ(λ + μ))', () => {
  expect(responseFunction(Infinity).at(0.1)).toBe(10);
  expect(responseFunction(Infinity).quotient(0.5, 1.5)).toBeCloseTo(-1, 15);
  expect(responseFunction(Infinity).quotient(0.5, 0)).toBeCloseTo(-4, 15);
});
