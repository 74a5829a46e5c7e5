import { fields, number, quantity } from '@thermoloop/bus';
import type { z } from 'zod';
import { railsSpec } from './physics-spec.js';

/** The amplifiers between B and S: row k puts out gain·(Σ Bₖᵢ Vᵢ) plus its offset, within its rails. */
export const rowAmplifierSpec = fields({
  gain: number({ above: 0 }).describe(
    'volts out for one volt in a cell behind a coupling of one code: what offset and rails are compared with; the strength of BᵀSB is ρ alone',
  ),
  offsetVRms: quantity('V').default(0).describe('spread of the output at an input of zero: static, a row'),
  rails: railsSpec
    .default({ kind: 'none' })
    .describe('how far the output goes; clamp needs physics.level sde'),
}).describe('the amplifiers between B and S; absent: without error');

export type RowAmplifierSpec = z.output<typeof rowAmplifierSpec>;
