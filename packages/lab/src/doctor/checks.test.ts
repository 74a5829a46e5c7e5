import { expect, test } from '@jest/globals';
import { checkArithmetic } from './check-arithmetic.js';
import { checkNode } from './check-node.js';
import { checkThreads } from './check-threads.js';

test.each([
  ['20.18.3', false],
  ['20.19.0', true],
  ['22.1.0', true],
  ['18.20.0', false],
])('Node %s: well %p', async (version, ok) => {
  expect(await checkNode(version)).toMatchObject({ ok, found: version });
});

test('too few cores are told with the number of threads to take', async () => {
  expect(await checkThreads(2)).toEqual({ ok: true, found: '2 cores, for 2 threads of arithmetic' });
  expect(await checkThreads(1)).toMatchObject({ ok: false, remedy: expect.stringContaining('--threads 1') });
});

test('the arithmetic here is right', async () => {
  expect(await checkArithmetic()).toMatchObject({ ok: true });
});
