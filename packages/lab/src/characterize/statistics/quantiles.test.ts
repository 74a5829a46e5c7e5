import { expect, test } from '@jest/globals';
import { fixture } from '../../testing/fixture.js';
import { logGamma } from './incomplete-gamma.js';
import { betaQuantile, chiSquareQuantile, normalBound, studentBound } from './quantiles.js';

const scipy =
  fixture<
    Record<'normal' | 'student' | 'chiSquareLower' | 'chiSquareUpper' | 'beta' | 'logGamma', number[][]>
  >('quantiles');

function expectRelative(value: number, reference: number): void {
  expect(Math.abs(value / reference - 1)).toBeLessThan(1e-9);
}

test('quantiles are those of SciPy', () => {
  for (const [p, x] of scipy.normal) expectRelative(normalBound(p!), x!);
  for (const [p, n, x] of scipy.student) expectRelative(studentBound(p!, n!), x!);
  for (const [p, n, x] of scipy.chiSquareLower) expectRelative(chiSquareQuantile(p!, n!, 'lower'), x!);
  for (const [p, n, x] of scipy.chiSquareUpper) expectRelative(chiSquareQuantile(p!, n!, 'upper'), x!);
  for (const [p, a, b, x] of scipy.beta) expectRelative(betaQuantile(p!, a!, b!), x!);
  for (const [a, x] of scipy.logGamma) expect(logGamma(a!)).toBeCloseTo(x!, 9);
});

test('without degrees of freedom Student is normal', () => {
  expect(studentBound(1e-3, Infinity)).toBe(normalBound(1e-3));
});
