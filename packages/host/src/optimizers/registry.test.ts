import { expect, test } from '@jest/globals';
import { UnknownNameError } from '../unknown-name-error.js';
import { optimizerContext } from '../testing/optimizer-context.js';
import { optimizerNamed, optimizers } from './registry.js';

test('names are unique, and each entry makes an optimizer with the needs it states', async () => {
  expect(new Set(optimizers.map(({ name }) => name)).size).toBe(optimizers.length);
  for (const entry of optimizers.filter(({ needsDevice }) => !needsDevice)) {
    expect((await entry.create({}, optimizerContext(4))).needs).toBe(entry.needs);
  }
});

test('an unknown name is answered with the known ones', () => {
  expect(() => optimizerNamed('adagrad')).toThrow(UnknownNameError);
  expect(() => optimizerNamed('adagrad')).toThrow(
    /unknown optimizer 'adagrad'; there are sgd, momentum, adam/,
  );
});
