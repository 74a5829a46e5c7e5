import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { exampleAdc, exampleDac } from '../testing/example-specs.js';
import { createAdc } from './adc.js';
import { createDac } from './dac.js';
import type { InlSpec } from './effects/inl-spec.js';

const instance = RandomStream.named(1, 'instance');
const noise = RandomStream.named(1, 'noise');
const converters = 5;
const inls: readonly InlSpec[] = [
  { kind: 'none' },
  { kind: 'curve', pointsLsb: [0, 2, -1] },
  { kind: 'shape', bowLsb: 1, sLsb: 0, bowSpreadLsbRms: 3, sSpreadLsbRms: 1 },
  { kind: 'mismatch', unitMismatchPctRms: 10 },
];

describe.each(inls)('a conversion with INL $kind', (inl) => {
  const errors = { converters, inl, offsetSpreadLsbRms: 2, gainSpreadPctFsRms: 3, offsetDriftLsbPerS: 1 };

  test('through one converter gives what that one gives among the others', () => {
    const dac = createDac(exampleDac(errors), instance);
    const codes = new Int8Array(6000).fill(-77);
    const all = new Float32Array(6000);
    dac.convert(codes, all, { noise, atS: 2 });
    const adc = createAdc(exampleAdc(errors), instance);
    const volts = new Float32Array(6000).fill(33.3);
    const read = new Int8Array(6000);
    adc.convert(volts, 1, read, { noise, atS: 2 });
    for (let converter = 0; converter < converters; converter++) {
      const out = new Float32Array(6000);
      dac.convert(codes, out, { noise, atS: 2, converter });
      expect(out).toEqual(new Float32Array(6000).fill(all[converter] as number));
      const readings = new Int8Array(6000);
      adc.convert(volts, 1, readings, { noise, atS: 2, converter });
      expect(readings).toEqual(new Int8Array(6000).fill(read[converter] as number));
    }
    expect(all).toEqual(all.map((_, i) => all[i % converters] as number));
    expect(read).toEqual(read.map((_, i) => read[i % converters] as number));
  });

  test('gives NaN back to nobody', () => {
    const adc = createAdc(exampleAdc(errors), instance);
    const volts = Float64Array.of(1, 2, Number.NaN);
    expect(() => adc.convert(volts, 1, new Int8Array(3), { noise, atS: 0 })).toThrow(
      'cell 2: found NaN, expected a finite value',
    );
  });
});

test('a converter that there is not is refused', () => {
  const dac = createDac(exampleDac({ converters }), instance);
  const adc = createAdc(exampleAdc({ converters }), instance);
  for (const converter of [-1, 5, 0.5, Number.NaN]) {
    const refusal = `converter must be an integer from 0 to 4; found ${converter}`;
    const conversion = { noise, atS: 0, converter };
    expect(() => dac.convert(new Int8Array(1), new Float32Array(1), conversion)).toThrow(refusal);
    expect(() => adc.convert(new Float32Array(1), 1, new Int8Array(1), conversion)).toThrow(refusal);
  }
});
