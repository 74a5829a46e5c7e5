import { describe, expect, test } from '@jest/globals';
import { editDistance, nearestName } from './nearest-name.js';

describe('edit distance', () => {
  test.each([
    ['', '', 0],
    ['kitten', 'sitting', 3],
    ['tngd', 'tgnd', 1],
    ['sgd', '', 3],
    ['flaw', 'lawn', 2],
  ])('%p to %p is %p', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('nearest name', () => {
  const known = ['sgd', 'momentum', 'adam', 'ngd-woodbury', 'tngd'];

  test('names a slip of the keyboard', () => {
    expect(nearestName('tgnd', known)).toBe('tngd');
    expect(nearestName('ngd-woodbery', known)).toBe('ngd-woodbury');
    expect(nearestName('Adam', known)).toBe('adam');
  });

  test('names nothing when nothing is near', () => {
    expect(nearestName('levenberg-marquardt', known)).toBeUndefined();
  });
});
