import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { describeZodError, specProblems } from './describe-error.js';
import { fields } from './fields.js';
import { jsonSchemaOf } from './json-schema.js';
import { integer, number } from './number.js';
import { quantity } from './quantity.js';
import { readSpec } from './read-spec.js';
import { collectSources, collectWorst, unwrapSources } from './sources.js';

const chip = fields({
  name: z.string(),
  level: z.enum(['exact', 'sde']).default('exact'),
  timeS: quantity('s'),
  rangeV: quantity('V', { above: 0 }),
  shiftV: quantity('V', { atLeast: -1, atMost: 1 }).optional(),
  bits: integer(2, 16),
  share: number({ atLeast: 0, atMost: 1 }).default(0.5),
  list: z.array(fields({ gain: number() })).default([]),
  port: z
    .discriminatedUnion('kind', [
      fields({ kind: z.literal('ideal') }),
      fields({ kind: z.literal('serial'), rateBitPerS: quantity('bit/s') }),
    ])
    .default({ kind: 'ideal' }),
});
const good = { name: 'a', timeS: '1 us', rangeV: '2.5 V', bits: 8 };

function refusal(raw: unknown): string {
  const result = chip.safeParse(raw);
  if (result.success) throw new Error('was accepted');
  return describeZodError(result.error, raw, 'chip');
}

describe('a spec', () => {
  test('is read into plain numbers in SI units', () => {
    expect(
      chip.parse({ ...good, shiftV: '-20 mV', port: { kind: 'serial', rateBitPerS: '50 Gbit/s' } }),
    ).toEqual({
      name: 'a',
      level: 'exact',
      timeS: 1e-6,
      rangeV: 2.5,
      shiftV: -0.02,
      bits: 8,
      share: 0.5,
      list: [],
      port: { kind: 'serial', rateBitPerS: 50e9 },
    });
  });

  test.each([
    [{ ...good, timeS: '5 V' }, 'chip.timeS: found 5 V, expected a time such as 1 us'],
    [{ ...good, timeS: 5 }, 'chip.timeS: found 5, expected a time such as 1 us'],
    [{ ...good, timeS: '5' }, 'chip.timeS: found the text "5", expected a time such as 1 us'],
    [{ ...good, timeS: '' }, 'chip.timeS: found an empty text, expected a time such as 1 us'],
    [{ ...good, timeS: null }, 'chip.timeS: found nothing, expected a time such as 1 us'],
    [{ ...good, timeS: '-1 us' }, 'chip.timeS: found -1 us, expected a time of at least 0 such as 1 us'],
    [{ ...good, rangeV: '0 V' }, 'chip.rangeV: found 0 V, expected a voltage above 0 such as 2.5 V'],
    [{ ...good, shiftV: '2 V' }, 'chip.shiftV: found 2 V, expected a voltage from -1 to 1 such as 2.5 V'],
    [{ ...good, bits: 0 }, 'chip.bits: found 0, expected an integer from 2 to 16'],
    [{ ...good, bits: 17 }, 'chip.bits: found 17, expected an integer from 2 to 16'],
    [{ ...good, bits: 7.5 }, 'chip.bits: found 7.5, expected an integer from 2 to 16'],
    [{ ...good, bits: '8' }, 'chip.bits: found the text "8", expected an integer from 2 to 16'],
    [{ ...good, share: 1.5 }, 'chip.share: found 1.5, expected a number from 0 to 1'],
    [{ ...good, share: Number.NaN }, 'chip.share: found NaN, expected a number from 0 to 1'],
    [{ ...good, name: 3 }, 'chip.name: found 3, expected a text'],
    [{ ...good, level: 'rlc' }, 'chip.level: found rlc, expected one of exact, sde'],
    [{ ...good, list: { gain: 1 } }, 'chip.list: found {"gain":1}, expected a list'],
    [{ ...good, list: [{ gain: 1 }, { gain: 'x' }] }, 'chip.list.1.gain: found x, expected a number'],
    [{ ...good, port: { kind: 'seriall' } }, 'chip.port.kind: found seriall, expected one of ideal, serial'],
    [{ ...good, port: {} }, 'chip.port.kind: found nothing, expected one of ideal, serial'],
    [{ ...good, port: 7 }, 'chip.port: found 7, expected an object of fields'],
    [7, 'chip: found 7, expected fields: name, level, timeS, rangeV, shiftV, bits, share, list, port'],
  ])('that is wrong is answered in one line: %j', (raw, line) => {
    expect(refusal(raw)).toBe(line);
  });

  test('names the field that an unknown one was meant to be, before what is missing for it', () => {
    const { timeS, ...rest } = good;
    expect(refusal({ ...rest, timeMs: timeS })).toBe(
      'chip.timeMs: found an unknown field, expected timeS (and 1 more)',
    );
    expect(refusal({ ...good, port: { kind: 'serial', rateBitPerS: '1 bit/s', colour: 1 } })).toBe(
      'chip.port.colour: found an unknown field, expected one of kind, rateBitPerS',
    );
  });

  test('shows the beginning of what is too long to show', () => {
    expect(refusal({ ...good, bits: 'x'.repeat(500) }).length).toBeLessThan(120);
  });

  test('has every problem listed for programs', () => {
    const raw = { ...good, bits: 0, timeS: '5 V' };
    const { error } = chip.safeParse(raw);
    expect(error && specProblems(error, raw)).toEqual([
      { path: 'timeS', found: '5 V', expected: 'a time such as 1 us' },
      { path: 'bits', found: '0', expected: 'an integer from 2 to 16' },
    ]);
  });

  test('is described by schemas of zod that say nothing themselves', () => {
    const plain = z.strictObject({ a: z.boolean(), b: z.string().max(2) });
    const raw = { a: 1, b: 'abc', c: 0 };
    const { error } = plain.safeParse(raw);
    expect(error && specProblems(error, raw)).toEqual([
      { path: 'c', found: 'an unknown field', expected: 'no field of that name' },
      { path: 'a', found: '1', expected: 'true or false' },
      { path: 'b', found: 'abc', expected: 'too big: expected string to have <=2 characters' },
    ]);
  });

  test('can be written back', () => {
    const encoded = z.encode(chip, chip.parse(good));
    expect(encoded).toMatchObject({ timeS: '0.000001 s', rangeV: '2.5 V', bits: 8 });
    expect(chip.parse(encoded)).toEqual(chip.parse(good));
  });
});

describe('sources', () => {
  const raw = {
    ...good,
    timeS: { value: '1 us', source: 'paper, section 4' },
    bits: { value: 8, source: 'assumed' },
    list: [{ gain: 1 }, { gain: { value: 2, source: 'measured' } }],
  };

  test('are taken off before a schema reads the values', () => {
    expect(unwrapSources(raw)).toEqual({ ...good, list: [{ gain: 1 }, { gain: 2 }] });
    expect(unwrapSources(good)).toEqual(good);
  });

  test('are collected by path', () => {
    expect(collectSources(raw)).toEqual({
      timeS: 'paper, section 4',
      bits: 'assumed',
      'list.1.gain': 'measured',
    });
  });

  test('may stand on a whole group', () => {
    const grouped = { port: { value: { kind: 'ideal' }, source: 'assumed' } };
    expect(unwrapSources(grouped)).toEqual({ port: { kind: 'ideal' } });
    expect(collectSources(grouped)).toEqual({ port: 'assumed' });
  });

  test('need both fields: half of one is refused where it stands', () => {
    for (const half of [{ value: 8 }, { value: 8, source: 3 }, { value: 8, source: 'x', note: 'y' }]) {
      expect(refusal(unwrapSources({ ...good, bits: half }))).toBe(
        `chip.bits: found ${JSON.stringify(half)}, expected an integer from 2 to 16`,
      );
    }
  });
});

describe('corners', () => {
  const raw = {
    ...good,
    timeS: { typical: '1 us', worst: '2 us', source: 'datasheet, table 3' },
    bits: { value: 8, worst: 7, source: 'datasheet, table 1' },
    rangeV: { value: '2 V', source: 'assumed' },
  };

  test('are the typical values unless the worst are asked for; one value stands for both', () => {
    expect(unwrapSources(raw)).toEqual({ ...good, rangeV: '2 V' });
    expect(unwrapSources(raw, 'typical')).toEqual({ ...good, rangeV: '2 V' });
    expect(unwrapSources(raw, 'worst')).toEqual({ ...good, timeS: '2 us', bits: 7, rangeV: '2 V' });
    expect(collectWorst(raw)).toEqual({ timeS: '2 us', bits: 7 });
    expect(collectSources(raw)).toMatchObject({ timeS: 'datasheet, table 3', bits: 'datasheet, table 1' });
  });

  test('are judged both, each by its line', () => {
    const text = (worst: string): string =>
      `name: a\ntimeS: { typical: 1 us, worst: ${worst}, source: x }\nrangeV: 2 V\nbits: 8\n`;
    expect(readSpec(text('2 us'), chip, 'chip')).toMatchObject({ worst: { timeS: '2 us' } });
    expect(readSpec(text('2 V'), chip, 'chip')).toMatchObject({
      fault: { path: 'timeS', found: '2 V (worst)', expected: 'a time such as 1 us', line: 2 },
    });
  });
});

describe('the JSON Schema of a spec', () => {
  const properties = (jsonSchemaOf(chip).properties ?? {}) as Record<string, object>;

  test('takes quantities as texts with an example, alone or with a source', () => {
    const text = { type: 'string', examples: ['1 us'], 'x-unit': 's' };
    expect(properties['timeS']).toEqual({
      anyOf: [
        text,
        {
          type: 'object',
          properties: {
            value: text,
            worst: text,
            source: { type: 'string', description: 'where the value comes from' },
          },
          required: ['value', 'source'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: {
            typical: text,
            worst: text,
            source: { type: 'string', description: 'where the value comes from' },
          },
          required: ['typical', 'worst', 'source'],
          additionalProperties: false,
        },
      ],
    });
  });

  test('knows the bounds of numbers, defaults, kinds, and what is required', () => {
    expect(properties['bits']).toMatchObject({
      anyOf: [{ type: 'integer', minimum: 2, maximum: 16 }, {}, {}],
    });
    expect(properties['share']).toMatchObject({ default: 0.5 });
    expect(properties['port']).toMatchObject({ oneOf: [{}, { required: ['kind', 'rateBitPerS'] }] });
    expect(jsonSchemaOf(chip)).toMatchObject({
      required: ['name', 'timeS', 'rangeV', 'bits'],
      additionalProperties: false,
    });
  });

  test('says nothing else about names', () => {
    expect(properties['name']).toEqual({ type: 'string' });
  });
});
