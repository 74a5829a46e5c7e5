import { describe, expect, test } from '@jest/globals';
import { LandscapeError } from './landscape-error.js';
import { compileLandscape, variableLimits, type LandscapeSpec } from './landscape.js';

const rosenbrock: LandscapeSpec = {
  expression: '(a - x)^2 + b * (y - x^2)^2',
  constants: { a: 1, b: 100 },
  startAt: { x: -1.2, y: 1 },
};

/** The same functions, written in JavaScript. */
const functions: [string, LandscapeSpec['startAt'], (...position: number[]) => number][] = [
  ['(1 - x)^2 + 100 (y - x^2)^2', { x: -1.2, y: 1 }, (x, y) => (1 - x) ** 2 + 100 * (y - x ** 2) ** 2],
  ['x*y*exp(-(x^2 + y^2))', { x: 0.4, y: -0.7 }, (x, y) => x * y * Math.exp(-(x ** 2 + y ** 2))],
  [
    'tanh(x)^3 / sqrt(1 + y^2) + log(2 + x*y)',
    { x: 0.8, y: 0.6 },
    (x, y) => Math.tanh(x) ** 3 / Math.sqrt(1 + y ** 2) + Math.log(2 + x * y),
  ],
  ['x^y + y^x - -x', { x: 1.3, y: 0.7 }, (x, y) => x ** y + y ** x + x],
  [
    'sin(pi*x) * cos(y/2) + atan(x*y) - e^(x - y)',
    { x: 0.3, y: 2 },
    (x, y) => Math.sin(Math.PI * x) * Math.cos(y / 2) + Math.atan(x * y) - Math.exp(x - y),
  ],
  [
    'cosh(u) + sinh(v) * w^2 - u * v * w / (1 + w^4)',
    { u: 0.2, v: -0.5, w: 1.1 },
    (u, v, w) => Math.cosh(u) + Math.sinh(v) * w ** 2 - (u * v * w) / (1 + w ** 4),
  ],
  [
    'asin(x/2) + acos(y/3) * tan(x*y)',
    { x: 0.9, y: 0.8 },
    (x, y) => Math.asin(x / 2) + Math.acos(y / 3) * Math.tan(x * y),
  ],
];

describe.each(functions)('%s', (expression, startAt, oracle) => {
  const landscape = compileLandscape({ expression, constants: {}, startAt });
  const position = Object.values(startAt);
  const moved = (i: number, h: number) => position.map((c, k) => (k === i ? c + h : c));

  test('has the value of its formula', () => {
    expect(landscape.value(position)).toBeCloseTo(oracle(...position), 12);
    expect(landscape.variables).toEqual(Object.keys(startAt));
    expect(landscape.start).toEqual(position);
  });

  test('has the gradient of finite differences', () => {
    const h = 1e-5;
    landscape.gradient(position).forEach((slope, i) => {
      const expected = (oracle(...moved(i, h)) - oracle(...moved(i, -h))) / (2 * h);
      expect(Math.abs(slope - expected)).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
    });
  });

  test('has the Hessian of finite differences, symmetric', () => {
    const h = 1e-5;
    const size = position.length;
    const hessian = landscape.hessian(position);
    for (let i = 0; i < size; i++) {
      const after = landscape.gradient(moved(i, h));
      const before = landscape.gradient(moved(i, -h));
      for (let j = 0; j < size; j++) {
        const expected = (after[j]! - before[j]!) / (2 * h);
        expect(Math.abs(hessian[i * size + j]! - expected)).toBeLessThan(
          1e-7 * Math.max(1, Math.abs(expected)),
        );
        expect(hessian[i * size + j]).toBe(hessian[j * size + i]);
      }
    }
  });
});

describe('a landscape', () => {
  test('takes its constants by name', () => {
    const shifted = compileLandscape({ ...rosenbrock, constants: { a: 2, b: 7 } });
    expect(shifted.value([2, 4])).toBe(0);
    expect(shifted.hessian([0, 0])[3]).toBe(14);
  });

  test('has variables that may be called as a constant is', () => {
    const { value } = compileLandscape({ ...rosenbrock, expression: 'a^2 + x', startAt: { a: 3, x: 1 } });
    expect(value([3, 1])).toBe(10);
  });

  test('keeps derivatives finite where a power of one variable is 0', () => {
    const { gradient, hessian } = compileLandscape({
      expression: 'x^1 + (x*y)^1 + x^2 * y^2 + z^3',
      constants: {},
      startAt: { x: 0, y: 0, z: 0 },
    });
    expect([...gradient([0, 0, 0])]).toEqual([1, 0, 0]);
    expect([...hessian([0, 0, 0])].map((entry) => entry + 0)).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 0]);
  });

  test('is NaN where it is no real number, never complex', () => {
    const { value } = compileLandscape({
      expression: 'sqrt(x)^2 + log(y)',
      constants: {},
      startAt: { x: 1, y: 1 },
    });
    expect(value([-1, 1])).toBe(NaN);
    expect(value([1, -1])).toBe(NaN);
  });

  test('of the most variables compiles in under 2 s', () => {
    const { most } = variableLimits;
    const expression = Array.from(
      { length: most - 1 },
      (_, i) => `(1 - x${i})^2 + 100 * (x${i + 1} - x${i}^2)^2`,
    ).join(' + ');
    const startAt = Object.fromEntries(Array.from({ length: most }, (_, i) => [`x${i}`, 1]));
    const landscape = compileLandscape({ expression, constants: {}, startAt });
    expect(landscape.value(landscape.start)).toBe(0);
    expect(landscape.hessian(landscape.start)[0]).toBe(802);
  });
});

function refusal(changes: Partial<LandscapeSpec>): LandscapeError {
  try {
    compileLandscape({ ...rosenbrock, ...changes });
  } catch (error) {
    if (error instanceof LandscapeError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('an expression is refused', () => {
  test.each([
    ['range(1, 1e9)', "'range' at character 1"],
    ['x + zeros(100000, 100000)', "'zeros' at character 5"],
    ['x * y + import("fs")', "'import' at character 9"],
    ['abs(x) + y', "'abs' at character 1"],
    ['x = y', "'x = y' at character 1"],
    ['x; y', "'x; y'"],
    ['[x, y]', "'[x, y]' at character 1"],
    ['x.y', "'x.y' at character 1"],
    ['x[1] + y', "'x[1]' at character 1"],
    ['f(x) = x * y', "'f(x) = x * y'"],
    ['x > y ? x : y', '(x > y) ? x : y'],
    ['x < y', "'<' at character 3"],
    ['x mod y', "'mod' at character 3"],
    ['x! + y', "'!' at character 2"],
    ['x * y + c', "'c' at character 9"],
    ['x * y + i', "'i' at character 9"],
    ['3 kg * x * y', "'kg' at character 3"],
    ['sin(x, y)', "'2 arguments of sin'"],
    ['sin x * y', "'sin' at character 1"],
    ['1e400 * x * y', "'Infinity'"],
    ['"a" * x * y', `'"a"' at character 1`],
    ['x * y +', 'Unexpected end of expression at character 8'],
    ['(x * y', 'Parenthesis ) expected at character 7'],
    ['x @ y', 'Syntax error in part "@ y" at character 3'],
    ['  ', 'an empty text'],
  ])('%s', (expression, found) => {
    const error = refusal({ expression });
    expect(error.setting).toBe('expression');
    expect(error.found).toContain(found);
    expect(error.message).not.toContain('\n');
    expect(error.message).toMatch(/^expression: found .+, expected .+$/);
  });

  test.each([
    ['too many characters', 'x*y'.padEnd(3000, '+x'), '3000 characters'],
    ['too many parts', 'x*y' + '+x'.repeat(600), 'more than 1000 parts'],
    ['parentheses too deep', '('.repeat(950) + 'x*y' + ')'.repeat(950), 'nested too deeply'],
    ['derivatives that explode', 'x*y' + '*(x+y)'.repeat(100), 'derivatives have more than 200000 parts'],
    ['towers of powers', 'x^y' + '^x'.repeat(400), 'derivatives have more than 200000 parts'],
  ])('with %s, within the time of a test', (_, expression, found) => {
    expect(refusal({ expression }).found).toContain(found);
  });
});

describe('names and start are refused', () => {
  test.each([
    [{ startAt: { x: 1 } }, 'startAt', '1 variables'],
    [{ startAt: { x: NaN, y: 1 } }, 'startAt', 'x=NaN'],
    [{ startAt: { '1x': 1, y: 1 } }, 'startAt', '"1x"'],
    [{ startAt: { e: 1, y: 1 } }, 'startAt', '"e"'],
    [{ startAt: { x: 1, y: 1, z: 1 } }, 'startAt', "'z', on which the expression does not depend"],
    [{ constants: { a: 1, b: Infinity } }, 'constants', 'b=Infinity'],
    [{ constants: { a: 1, b: 1, __proto: 2 } }, 'constants', '"__proto"'],
    [{ expression: 'log(x) + y', startAt: { x: -1, y: 1 } }, 'startAt', 'x=-1, y=1, where'],
    [{ expression: 'sqrt(x) + y', startAt: { x: 0, y: 1 } }, 'startAt', 'x=0, y=1, where'],
  ] as const)('%j', (changes, setting, found) => {
    const error = refusal(changes);
    expect(error.setting).toBe(setting);
    expect(error.found).toContain(found);
  });
});
