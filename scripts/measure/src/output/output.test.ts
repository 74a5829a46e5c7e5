import { describe, expect, test } from '@jest/globals';
import { figure, grouped } from './figure.js';
import { markdownTable } from './markdown-table.js';
import { markedBlock } from './marked-block.js';
import { isMet } from './requirement.js';
import { textTable } from './text-table.js';

describe('figures', () => {
  test('keep so many significant digits without an exponent', () => {
    expect([0.012345, 1.2345, 123.45, 123456, 0].map((value) => figure(value))).toEqual([
      '0.0123',
      '1.23',
      '123',
      '123456',
      '0',
    ]);
  });

  test('are grouped by thousands', () => {
    expect([7, 1234, 5848116].map(grouped)).toEqual(['7', '1 234', '5 848 116']);
  });
});

test('a table is as wide as its widest cells, numbers to the right', () => {
  expect(
    textTable(
      ['name', 'ms'],
      [
        ['a', '1.5'],
        ['longer', '10'],
      ],
    ),
  ).toBe(['name     ms', '-----------', 'a       1.5', 'longer   10'].join('\n'));
});

test('a requirement is met at its limit, and never by a figure that is not a number', () => {
  const requirement = { name: 'ratio', relation: '<=', limit: 1.3 } as const;
  expect([1.2, 1.3, 1.31, NaN].map((value) => isMet({ ...requirement, value }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isMet({ name: 'accuracy', relation: '>=', limit: 0.9, value: 0.9 })).toBe(true);
});

test('a table in Markdown takes the place of the one between the marks', () => {
  const table = markdownTable(['name', 'ms'], [['a', '1.5']]);
  expect(table).toBe('| name | ms |\n| --- | ---: |\n| a | 1.5 |');
  const page = (inside: string) => `# Page\n\n<!-- it -->\n${inside}\n<!-- end of it -->\n\nMore.\n`;
  expect(markedBlock(page('old'), 'it', table)).toBe(page(`\n${table}\n`));
  expect(markedBlock(markedBlock(page(''), 'it', 'a'), 'it', table)).toBe(page(`\n${table}\n`));
  expect(() => markedBlock('# Page', 'it', table)).toThrow(/no block marked <!-- it -->/);
});
