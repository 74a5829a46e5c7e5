import { expect, test } from '@jest/globals';
import { parseReadoutRange } from './readout-range.js';

test.each([
  ['track', 'track'],
  ['fixed:0.5', { fixed: 0.5 }],
  ['fixed:.5', { fixed: 0.5 }],
  ['fixed:2e-3', { fixed: 0.002 }],
  ['fixed:0', undefined],
  ['fixed:-1', undefined],
  ['fixed:1e999', undefined],
  ['fixed:', undefined],
  ['0.5', undefined],
])('%p means %p', (text, range) => {
  expect(parseReadoutRange(text)).toEqual(range);
});
