import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { exampleAdc, exampleDac } from '../../testing/example-specs.js';
import { inlFixture } from '../../testing/fixture.js';
import { createAdc } from '../adc.js';
import { outputLevels, transitionLevels } from '../../testing/levels.js';

const instance = RandomStream.named(1, 'instance');

describe('an INL curve', () => {
  test.each(inlFixture.curves)(
    'bends the levels of $bits bits as numpy.interp does: $pointsLsb',
    ({ bits, pointsLsb, dac, adc }) => {
      const inl = { kind: 'curve' as const, pointsLsb: [...pointsLsb] };
      const changes = { resolutionBits: bits, inl, converters: 3 };
      for (const levels of outputLevels(exampleDac(changes), instance)) {
        // f32 outputs
        levels.forEach((level, i) => expect(Math.abs(level - (dac[i] as number))).toBeLessThan(1e-5));
      }
      for (const levels of transitionLevels(exampleAdc(changes), instance)) {
        levels.forEach((level, i) => expect(Math.abs(level - (adc[i] as number))).toBeLessThan(1e-12));
      }
    },
  );

  test('whose steps take more than an LSB away makes the outputs of a DAC fall, and leaves an ADC monotone', () => {
    const inl = { kind: 'curve' as const, pointsLsb: [0, 4, -4, 0] };
    const [outputs] = outputLevels(exampleDac({ resolutionBits: 4, inl }), instance);
    const steps = outputs?.slice(1).map((level, i) => level - (outputs[i] as number));
    expect(steps?.some((step) => step < 0)).toBe(true);
    const adc = createAdc(exampleAdc({ resolutionBits: 4, inl }), instance);
    const codes = new Int8Array(2000);
    const ramp = Float64Array.from(codes, (_, i) => (i - 1000) / 100);
    adc.convert(ramp, 1, codes, { noise: instance, atS: 0 });
    expect(codes).toEqual(codes.toSorted());
    expect(new Set(codes).size).toBe(15);
  });
});
