import { codeArrayConstructor, largestCode } from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import { createAdc } from '../converter/adc.js';
import { createDac } from '../converter/dac.js';
import type { QuantizedAdcSpec, QuantizedDacSpec } from './example-specs.js';

const conversion = { noise: RandomStream.named(1, 'no noise'), atS: 0 };

/**
 * Of a noise-free ADC, for each converter: the transition levels in LSB, upwards, the first between −largest and
 * −largest + 1. Each by bisection on nothing but codes, down to neighbouring doubles: the lowest value at which it is
 * passed.
 */
export function transitionLevels(spec: QuantizedAdcSpec, instance: RandomStream): Float64Array[] {
  const adc = createAdc(spec, instance);
  const { converters } = spec;
  const largest = largestCode(adc.format);
  const count = 2 * largest * converters;
  const below = new Float64Array(count).fill(-4 * largest - 4);
  const above = new Float64Array(count).fill(4 * largest + 4);
  const middle = new Float64Array(count);
  const codes = new (codeArrayConstructor(adc.format.kind))(count);
  for (let step = 0; step < 64; step++) {
    for (let i = 0; i < count; i++) middle[i] = ((below[i] as number) + (above[i] as number)) / 2;
    adc.convert(middle, 1, codes, conversion);
    for (let i = 0; i < count; i++) {
      const passed = (codes[i] as number) > Math.floor(i / converters) - largest;
      (passed ? above : below)[i] = middle[i] as number;
    }
  }
  return byConverter(above, converters);
}

/** Of a noise-free DAC, for each converter: its output in LSB for these codes, or for each from −largest up. */
export function outputLevels(
  spec: QuantizedDacSpec,
  instance: RandomStream,
  chosen: ArrayLike<number> = idealLevels(spec.resolutionBits, 'dac'),
): Float64Array[] {
  const dac = createDac(spec, instance);
  const { converters } = spec;
  const codes = new (codeArrayConstructor(dac.format.kind))(chosen.length * converters);
  codes.forEach((_, i) => (codes[i] = chosen[Math.floor(i / converters)] as number));
  const out = new Float32Array(codes.length);
  dac.convert(codes, out, conversion);
  return byConverter(out, converters);
}

function byConverter(values: ArrayLike<number>, converters: number): Float64Array[] {
  return Array.from({ length: converters }, (_, converter) =>
    Float64Array.from(
      { length: values.length / converters },
      (_unused, i) => values[i * converters + converter] as number,
    ),
  );
}

/** Ideal places of the levels of `bits`, in LSB. */
export function idealLevels(bits: number, kind: 'dac' | 'adc'): Float64Array {
  const largest = 2 ** (bits - 1) - 1;
  return kind === 'dac'
    ? Float64Array.from({ length: 2 * largest + 1 }, (_, i) => i - largest)
    : Float64Array.from({ length: 2 * largest }, (_, i) => i - largest + 0.5);
}
