import { expect, test } from '@jest/globals';
import { collectSources, collectWorst, unwrapSources } from '@thermoloop/bus';
import { parse } from 'yaml';
import { cornerChip } from './corner-chip.js';

const text = `# a chip
adc:
  # of the converter
  resolutionBits: { value: 8, source: 'assumed' }
  offsetErrorLsb: { typical: 1, worst: 4, source: 'data sheet' } # either way
  acquisitionTimeS:
    value: 1 us
    worst: 2 us
    source: data sheet
`;

test('a corner is written into the chip, with its source and the comments', () => {
  expect(parse(cornerChip(text, 'worst'))).toEqual({
    adc: {
      resolutionBits: { value: 8, source: 'assumed' },
      offsetErrorLsb: { value: 4, source: 'data sheet (worst)' },
      acquisitionTimeS: { value: '2 us', source: 'data sheet (worst)' },
    },
  });
  for (const comment of ['# a chip', '# of the converter', '# either way'])
    expect(cornerChip(text, 'worst')).toContain(comment);
});

test.each(['typical', 'worst'] as const)('%s: the numbers that the spec itself has there', (corner) => {
  const raw = parse(cornerChip(text, corner)) as unknown;
  expect(unwrapSources(raw)).toEqual(unwrapSources(parse(text), corner));
  expect(collectWorst(raw)).toEqual({});
  expect(Object.keys(collectSources(raw))).toHaveLength(3);
});

test('a chip without corners stays as it is', () => {
  const plain = 'a:   { value: 8, source: x }\n';
  expect(cornerChip(plain, 'worst')).toBe(plain);
});
