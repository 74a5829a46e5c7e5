import { expect, test } from '@jest/globals';
import { table } from './table.js';

test('a table lines up, text to the left and numbers to the right', () => {
  expect(
    table(
      ['stage', '>time'],
      [
        ['link', '1 ms'],
        ['relaxation', '12 µs'],
      ],
    ),
  ).toBe(['stage        time', 'link         1 ms', 'relaxation  12 µs'].join('\n'));
});
