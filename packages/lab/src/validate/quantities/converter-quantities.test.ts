import { expect, test } from '@jest/globals';
import { resolveChip } from '../../chips/resolve-chip.js';
import { benchFindings } from '../measure/measure.js';
import { converterQuantities } from './converter-quantities.js';

/** What the device tells of itself, and not what it measures like. */
const told = /\.(kind|resolutionBits|converters)$/;

test('what the bench finds of the converters of the reference chip can be asked for, in its unit', async () => {
  const findings = await benchFindings({
    subject: { chip: resolveChip('reference', {}) },
    signal: new AbortController().signal,
  });
  const found = new Map(
    findings.flatMap(({ name, unit }) =>
      /^(adc|dac)\./.test(name) && !told.test(name) ? [[name, unit === 'dBc' ? 'dB' : unit] as const] : [],
    ),
  );
  expect(found.size).toBeGreaterThan(20);
  const known = new Map(converterQuantities.map(({ name, unit }) => [name, unit]));
  for (const [name, unit] of found) expect([name, known.get(name)]).toEqual([name, unit]);
});
