import type { RandomStream } from '@thermoloop/sim-kernel';
import type { Quantizer } from '../quantizer.js';
import { binaryWeights } from './binary-weights.js';
import type { Deviation } from './deviation.js';
import { inlCurve } from './inl-curve.js';
import { inlShape } from './inl-shape.js';
import type { InlSpec } from './inl-spec.js';
import { levelComparison } from './level-comparison.js';
import { successiveApproximation } from './successive-approximation.js';

export interface InlOfAdc {
  readonly inl: InlSpec;
  readonly resolutionBits: number;
  readonly converters: number;
}

/** The quantiser of an ADC whose transition levels are not ideal; undefined where they are. */
export function adcNonlinearity(
  { inl, resolutionBits, converters }: InlOfAdc,
  instance: RandomStream,
): Quantizer | undefined {
  const largest = 2 ** (resolutionBits - 1) - 1;
  const endLsb = largest - 0.5;
  const comparing = (deviation: Deviation | undefined): Quantizer | undefined =>
    deviation && levelComparison(deviation, largest, converters);
  switch (inl.kind) {
    case 'none':
      return undefined;
    case 'curve':
      return comparing(inlCurve(inl.pointsLsb, endLsb));
    case 'shape':
      return comparing(inlShape(inl, { endLsb, converters }, instance));
    case 'mismatch': {
      if (inl.unitMismatchPctRms === 0) return undefined;
      const unitMismatch = inl.unitMismatchPctRms / 100;
      const weightsOf = binaryWeights({ bits: resolutionBits, unitMismatch, firstLevel: 2 }, instance);
      return successiveApproximation(resolutionBits, converters, weightsOf);
    }
  }
}
