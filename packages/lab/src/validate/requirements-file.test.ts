import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { InputError } from '../input-error.js';
import { requirementsFrom } from './requirements-file.js';
import { quantitiesOf } from './expression/condition.js';

const good = `training:
  workload: mnist-mlp
  hidden: [8, 4]
  run-time: 3
seeds: 2
requirements:
  - name: accurate
    require: test.accuracy >= 96 %
  - require: step.time < 2 ms and adc.enob > 7
`;

test('settings of train, seeds, and requirements by name or by what they say', () => {
  const { training, seeds, isSeedCount, confidence, requirements, place } = requirementsFrom(good, 'r.yaml');
  expect(training).toEqual({ workload: 'mnist-mlp', hidden: [8, 4], runTime: 3 });
  expect({ seeds, isSeedCount, confidence }).toEqual({ seeds: [1, 2], isSeedCount: true, confidence: 0.95 });
  expect(requirements.map(({ name }) => name)).toEqual(['accurate', 'step.time < 2 ms and adc.enob > 7']);
  expect(quantitiesOf(requirements[1]!.condition)).toEqual(['step.time', 'adc.enob']);
  expect(place('runTime')).toBe('r.yaml:4: training.run-time');
});

test('what is not given has a default; a list of seeds is these seeds', () => {
  const text = 'seeds: [7, 3]\nrequirements: [{ require: step.energy < 1 mJ }]';
  expect(requirementsFrom(text, 'r.yaml')).toMatchObject({ training: {}, seeds: [7, 3], isSeedCount: false });
});

test('the example that comes along is one, and asks for accuracy', () => {
  const path = new URL('../../../../chips/requirements-example.yaml', import.meta.url);
  const { requirements } = requirementsFrom(readFileSync(path, 'utf8'), 'chips/requirements-example.yaml');
  expect(requirements.flatMap(({ condition }) => quantitiesOf(condition))).toContain('test.accuracy');
});

describe('what is wrong is told with file, line, path, what was found and what was expected', () => {
  test.each([
    [/steps: 3/, 'step: 3', /^r.yaml:2: training.step: found an unknown field, expected steps\n/],
    [/steps: 3/, 'steps: 0', /^r.yaml:2: training.steps: found 0, expected a whole number of at least 1\n/],
    [/steps: 3/, 'chip: ideal', /^r.yaml:2: training.chip: found an unknown field/],
    [/steps: 3/, 'seed: 3', /^r.yaml:2: training.seed: found an unknown field/],
    [/seeds: 2/, 'seeds: 0', /^r.yaml:3: seeds: found 0, expected an integer from 1 to 1000\n/],
    [/seeds: 2/, 'seeds: all', /^r.yaml:3: seeds: found all, expected how many seeds, or a list of them\n/],
    [/seeds: 2/, 'seeds: [1, 2, 1]', /^r.yaml:3: seeds: found 1 twice, expected each seed once\n/],
    [
      /seeds: 2/,
      'confidence: 95',
      /^r.yaml:3: confidence: found 95, expected a number above 0.5 and below 1\n/,
    ],
    [/seeds: 2/, 'seed: 2', /^r.yaml:3: seed: found an unknown field, expected seeds\n/],
    [
      /requirements:[^]*/,
      'requirements: []',
      /^r.yaml:4: requirements: .*expected at least one requirement\n/,
    ],
    [/requirements:[^]*/, '', /^r.yaml:1: requirements: found nothing, expected a list of requirements\n/],
    [
      /require: .*/,
      'requires: x',
      /^r.yaml:5: requirements.0.requires: found an unknown field, expected require\n/,
    ],
    [
      /require: .*/,
      'require: test.acuracy > 0.9',
      /^r.yaml:5: requirements.0.require: found test.acuracy, expected test.accuracy\nWhat can be measured: train.loss, /,
    ],
    [
      /require: .*/,
      'require: accuracy > 0.9',
      /^r.yaml:5: requirements.0.require: found accuracy, expected test.accuracy\n/,
    ],
    [
      /require: .*/,
      'require: step.time < 2',
      /^r.yaml:5: requirements.0.require: found a value in s < a plain number in step.time < 2, expected the same dimension on both sides\nWrite the limit with a unit of s.$/,
    ],
    [/require: .*/, 'require: 1 < 2', /expected a comparison that names something that can be measured\n/],
    [/steps: 3/, 'steps: [', /^r.yaml:\d+: found a fault/],
  ])('%s → %s', (from, to, message) => {
    const text = 'training:\n  steps: 3\nseeds: 2\nrequirements:\n  - require: test.accuracy > 0.9\n';
    const wrong = (): unknown => requirementsFrom(text.replace(from, to), 'r.yaml');
    expect(wrong).toThrow(InputError);
    expect(wrong).toThrow(message);
  });
});
