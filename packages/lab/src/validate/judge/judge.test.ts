import { describe, expect, test } from '@jest/globals';
import { comparisonsOf } from '../expression/condition.js';
import { parseCondition, type KnownQuantities } from '../expression/parse-condition.js';
import { RequirementError } from '../expression/requirement-error.js';
import { judgeComparison, type Evidence } from './judge-comparison.js';
import type { Measured } from './measured.js';
import { verdictOf, type Judged } from './verdict.js';

const units: Readonly<Record<string, string>> = {
  'test.accuracy': '',
  'step.time': 's',
  'adc.inl': 'LSB',
  'adc.enob': 'bit',
  'adc.gain': '%',
};
const known: KnownQuantities = {
  unitOf: (name) => units[name],
  unknown: (name) => new RequirementError(name, 'something else'),
};
const samples = (...values: number[]): Measured => ({ kind: 'samples', values });
const evidence = (measured: Readonly<Record<string, Measured>>): Evidence => ({
  measured: (name) => measured[name]!,
  unitOf: (name) => units[name]!,
  missing: null,
  falseAlarm: 0.05,
});
const judge = (text: string, measured: Readonly<Record<string, Measured>>) => {
  const [comparison] = comparisonsOf(parseCondition(text, known));
  return judgeComparison(comparison!, evidence(measured));
};

describe('a comparison over seeds', () => {
  test('has the mean, its distance to the limit and the interval of that distance', () => {
    const judged = judge('step.time < 2 ms', { 'step.time': samples(0.001, 0.0012, 0.0014) });
    expect(judged).toMatchObject({ verdict: 'met', isMet: true, basis: 'seeds', channel: null });
    expect(judged.value).toBeCloseTo(1.2, 12);
    expect(judged.limit).toBe(2);
    expect(judged.margin).toBeCloseTo(0.8, 12);
    expect(judged.marginShare).toBeCloseTo(0.4, 12);
    const half = (4.302653 * 0.2) / Math.sqrt(3);
    expect(judged.interval![0]).toBeCloseTo(0.8 - half, 5);
    expect(judged.interval![1]).toBeCloseTo(0.8 + half, 5);
  });

  test.each([
    ['test.accuracy >= 0.9', 'met', true],
    ['test.accuracy >= 0.949', 'undecided', true],
    ['test.accuracy >= 0.951', 'undecided', false],
    ['test.accuracy >= 0.99', 'not met', false],
    ['0.99 <= test.accuracy', 'not met', false],
    ['test.accuracy < 0.99', 'met', true],
    ['test.accuracy >= 94 %', 'met', true],
  ])('%s: %s', (text, verdict, isMet) => {
    const judged = judge(text, { 'test.accuracy': samples(0.948, 0.95, 0.952) });
    expect({ verdict: judged.verdict, isMet: judged.isMet }).toEqual({ verdict, isMet });
  });

  test('in percent is told in percent', () => {
    const judged = judge('test.accuracy >= 90 %', { 'test.accuracy': samples(0.95, 0.95) });
    expect(judged).toMatchObject({ limit: 90, verdict: 'met' });
    expect(judged.value).toBeCloseTo(95, 10);
    expect(judged.comparison).toMatchObject({ unit: '%', text: 'test.accuracy >= 90 %' });
  });

  test('that says the same at every seed, or rests on one, says so', () => {
    expect(judge('step.time < 2 ms', { 'step.time': samples(1e-3, 1e-3) })).toMatchObject({
      basis: 'same at every seed',
      verdict: 'met',
    });
    expect(judge('step.time < 2 ms', { 'step.time': samples(3e-3) })).toMatchObject({
      basis: 'one seed',
      interval: null,
      verdict: 'not met',
    });
  });

  test('is not met where a seed has no value', () => {
    const judged = judge('test.accuracy < 1', { 'test.accuracy': samples(0.9, NaN) });
    expect(judged).toMatchObject({ verdict: 'not met', isMet: false, value: null, margin: null });
  });

  test('is met at its limit, unless it is to be beyond it', () => {
    const measured = { 'test.accuracy': samples(0.3, 0.3) };
    expect(judge('test.accuracy >= 0.1 + 0.2', measured)).toMatchObject({ verdict: 'met' });
    expect(judge('test.accuracy > 0.1 + 0.2', measured)).toMatchObject({ verdict: 'not met' });
  });
});

describe('a comparison of a figure that each converter has', () => {
  const inl: Measured = {
    kind: 'estimates',
    estimates: [
      { channel: 0, value: 0.2, interval: [0.1, 0.3] },
      { channel: 5, value: 0.4, interval: [0.35, 0.6] },
    ],
  };

  test('is judged by the worst, and names it', () => {
    expect(judge('adc.inl < 0.7 LSB', { 'adc.inl': inl })).toMatchObject({ verdict: 'met', channel: 5 });
    expect(judge('adc.inl < 0.5 LSB', { 'adc.inl': inl })).toMatchObject({
      verdict: 'undecided',
      channel: 5,
    });
    expect(judge('adc.inl < 0.3', { 'adc.inl': inl })).toMatchObject({ verdict: 'not met', channel: 5 });
    expect(judge('adc.inl > 0.15 LSB', { 'adc.inl': inl })).toMatchObject({
      verdict: 'undecided',
      channel: 0,
    });
  });

  test('has the interval of the measurement, through the expression', () => {
    const judged = judge('1 LSB - adc.inl > 0.2 LSB', { 'adc.inl': inl });
    expect(judged.basis).toBe('measurement');
    expect(judged.interval![0]).toBeCloseTo(0.2, 12);
    expect(judged.interval![1]).toBeCloseTo(0.45, 12);
  });

  test('has an interval to zero where its sign is not known', () => {
    const offset: Measured = { kind: 'estimates', estimates: [{ value: 0.1, interval: [-0.2, 0.4] }] };
    const judged = judge('abs(adc.inl) < 0.5 LSB', { 'adc.inl': offset });
    expect(judged.interval![0]).toBeCloseTo(0.1, 12);
    expect(judged.interval![1]).toBeCloseTo(0.5, 12);
  });

  test('that is only bounded has to keep its limit as a whole', () => {
    const noise: Measured = { kind: 'estimates', estimates: [{ interval: [0, 0.4] }] };
    expect(judge('adc.inl < 0.5 LSB', { 'adc.inl': noise })).toMatchObject({
      basis: 'bound',
      value: null,
      verdict: 'met',
      isMet: true,
    });
    const within = judge('adc.inl < 0.3 LSB', { 'adc.inl': noise });
    expect(within).toMatchObject({ verdict: 'undecided', isMet: false });
    expect(within.margin).toBeCloseTo(-0.1, 12);
  });

  test('in percent of what it is compared with', () => {
    const gain: Measured = { kind: 'estimates', estimates: [{ value: -0.4, interval: [-0.5, -0.3] }] };
    expect(judge('abs(adc.gain) < 1 %', { 'adc.gain': gain })).toMatchObject({ verdict: 'met', limit: 1 });
    expect(judge('abs(adc.gain) < 1 %', { 'adc.gain': gain }).value).toBeCloseTo(0.4, 12);
  });
});

describe('verdicts joined', () => {
  const judged = (verdict: Judged['verdict'], isMet = verdict === 'met'): Judged => ({ verdict, isMet });
  const verdict = (text: string, a: Judged, b: Judged) => {
    const condition = parseCondition(text, known);
    const [first] = comparisonsOf(condition);
    return verdictOf(condition, (comparison) => (comparison === first ? a : b)).verdict;
  };
  const both = 'test.accuracy > 1 and step.time < 1 s';
  const either = 'test.accuracy > 1 or step.time < 1 s';

  test.each([
    [both, 'met', 'met', 'met'],
    [both, 'met', 'undecided', 'undecided'],
    [both, 'undecided', 'not met', 'not met'],
    [either, 'not met', 'met', 'met'],
    [either, 'undecided', 'not met', 'undecided'],
    [either, 'not met', 'not met', 'not met'],
    ['not (test.accuracy > 1)', 'met', 'met', 'not met'],
    ['not (test.accuracy > 1)', 'undecided', 'met', 'undecided'],
    ['0 < test.accuracy < 1', 'met', 'not met', 'not met'],
  ] as const)('%s of %s and %s is %s', (text, a, b, joined) => {
    expect(verdict(text, judged(a), judged(b))).toBe(joined);
  });
});

describe('an expression', () => {
  const refused = (text: string): string => {
    try {
      parseCondition(text, known);
    } catch (error) {
      if (error instanceof RequirementError) return error.message;
      throw error;
    }
    throw new Error('was accepted');
  };

  test.each([
    ['', /an empty text/],
    ['test.accuracy', /found test.accuracy, expected comparisons/],
    ['1 < 2', /found 1 < 2, expected a comparison that names something that can be measured/],
    ['test.accuracy == 1', /found ==/],
    ['test.acuracy > 1', /found test.acuracy/],
    ['accuracy > 1', /found accuracy/],
    ['test.accuracy > 2 ms', /a plain number > a value in ms in test.accuracy > 2 ms/],
    ['step.time < 2', /a value in s < a plain number/],
    ['step.time + test.accuracy < 2 s', /units that fit together/],
    ['step.time < 2 V', /a value in s < a value in V/],
    ['test.accuracy > ', /a fault \(Unexpected end of expression at character 17/],
    ['(test.accuracy > 1', /a fault/],
    ['test.accuracy > 1; 2 > 1', /expected comparisons/],
    ['a = 3', /expected comparisons/],
    ['f(x) = x > 1', /expected comparisons/],
    ['test.accuracy > "0.9"', /expected a finite number/],
    ['test.accuracy > [1, 2]', /expected comparisons/],
    ['test.accuracy > range(1, 1e9)', /no function but abs/],
    ['test.accuracy > zeros(100000, 100000)', /no function but abs/],
    ['test.accuracy > abs(1, 2)', /no function but abs/],
    ['test["accuracy", 1] > 1', /expected comparisons/],
    ['test.constructor > 1', /found test.constructor/],
    ['test.accuracy.constructor("x") > 1', /no function but abs/],
    ['constructor > 1', /found constructor/],
    ['import > 1', /found import/],
    ['test.accuracy ? 1 : 2', /expected comparisons/],
    ['test.accuracy > 1e999', /a finite number/],
    ['test.accuracy > 5!', /one of \+ - \* \/ \^/],
    ['test.accuracy > true', /expected a finite number|found true/],
    [`test.accuracy > ${'('.repeat(900)}1${')'.repeat(900)}`, /a fault|nested too deeply|was accepted/],
    [`test.accuracy > ${'1+'.repeat(2000)}1`, /at most 2000/],
  ])('%s is refused', (text, message) => {
    expect(refused(text)).toMatch(message);
  });

  test('of converters may leave out LSB and bit', () => {
    for (const text of ['adc.enob > 7.2', 'adc.enob > 7.2 bit', 'abs(adc.inl) < 0.5', '-1 < adc.inl < 1 LSB'])
      expect(parseCondition(text, known).kind).toBeDefined();
  });

  test('takes percentages wherever a number may stand', () => {
    const condition = parseCondition('test.accuracy > 5 % and 2% < adc.gain < 7.5e1 %', known);
    expect(comparisonsOf(condition).map(({ text, unit }) => [text, unit])).toEqual([
      ['test.accuracy > 5 %', '%'],
      ['2 % < adc.gain', '%'],
      ['adc.gain < 75 %', '%'],
    ]);
  });

  test('is printed as it was written', () => {
    const [first, second] = comparisonsOf(
      parseCondition('(step.time * 300 < 2e-3 s) and 0 LSB < adc.inl', known),
    );
    expect([first!.text, second!.text]).toEqual(['step.time * 300 < 0.002 s', '0 LSB < adc.inl']);
  });
});
