import type { RandomStream } from '@thermoloop/sim-kernel';
import { placeOf } from '../conversion.js';
import { binaryWeights } from './binary-weights.js';
import type { Deviation } from './deviation.js';
import type { ConverterEffect } from './effect.js';
import { inlCurve } from './inl-curve.js';
import { inlShape } from './inl-shape.js';
import type { InlSpec } from './inl-spec.js';

export interface InlOfDac {
  readonly inl: InlSpec;
  readonly resolutionBits: number;
  readonly converters: number;
}

/** Replaces codes by the levels of their converters, in LSB; undefined where every level is ideal. */
export function dacNonlinearity(
  { inl, resolutionBits, converters }: InlOfDac,
  instance: RandomStream,
): ConverterEffect | undefined {
  const endLsb = 2 ** (resolutionBits - 1) - 1;
  switch (inl.kind) {
    case 'none':
      return undefined;
    case 'curve':
      return deviating(inlCurve(inl.pointsLsb, endLsb), converters);
    case 'shape':
      return deviating(inlShape(inl, { endLsb, converters }, instance), converters);
    case 'mismatch':
      return inl.unitMismatchPctRms === 0
        ? undefined
        : weighted(resolutionBits, inl.unitMismatchPctRms / 100, converters, instance);
  }
}

function deviating(deviation: Deviation | undefined, converters: number): ConverterEffect | undefined {
  if (deviation === undefined) return undefined;
  return (conversion) => (chunk, first) => {
    const { start, stride } = placeOf(conversion, first, converters);
    let converter = start;
    for (let i = 0; i < chunk.length; i++) {
      const code = chunk[i] as number;
      chunk[i] = code + deviation.lsb(code, converter);
      converter += stride;
      if (converter === converters) converter = 0;
    }
  };
}

function weighted(
  bits: number,
  unitMismatch: number,
  converters: number,
  instance: RandomStream,
): ConverterEffect {
  const weightsOf = binaryWeights({ bits, unitMismatch, firstLevel: 1 }, instance);
  const middle = 2 ** (bits - 1);
  return (conversion) => (chunk, first) => {
    const { start, stride } = placeOf(conversion, first, converters);
    let converter = start;
    for (let i = 0; i < chunk.length; i++) {
      const { weightsLsb, shiftLsb } = weightsOf(converter);
      let level = shiftLsb;
      for (let u = (chunk[i] as number) + middle, k = 0; u > 0; u >>= 1, k++) {
        if ((u & 1) === 1) level += weightsLsb[k] as number;
      }
      chunk[i] = level;
      converter += stride;
      if (converter === converters) converter = 0;
    }
  };
}
