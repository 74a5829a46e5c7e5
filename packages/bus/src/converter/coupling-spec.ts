import { z } from 'zod';
import { fields } from '../spec/fields.js';
import { integer, number } from '../spec/number.js';
import { quantity } from '../spec/quantity.js';

const percentRms = (): z.ZodDefault<z.ZodNumber> => number({ atLeast: 0, atMost: 100 }).default(0);

/**
 * How the couplings that were written to B differ from their codes. A coupling is a pair of devices of which one carries
 * positive and the other negative codes; the most positive code is full scale. S stays as coded.
 */
export const couplingErrorFields = {
  mismatchPctRms: percentRms().describe(
    'spread of the conductance from device to device, in percent of it: static, common to B and Bᵀ; a negative code stands on another device than a positive one',
  ),
  offConductancePctFs: number({ atLeast: 0, atMost: 100 })
    .default(0)
    .describe(
      'conductance of a device at code 0, in percent of full scale: a pair subtracts it but for the mismatch of its devices',
    ),
  programmingErrorPctFsRms: percentRms().describe(
    'of each coupling, zeros too, in percent of full scale: drawn anew at each write',
  ),
  readNoisePctRms: percentRms().describe(
    'fluctuation of each coupling, in percent of it: drawn anew at each latch, then it stands',
  ),
  transposeMismatchPctRms: percentRms().describe(
    'spread of a coupling of Bᵀ against its twin in B, in percent of it: static; needs physics.level sde and rails',
  ),
};

/** The drivers that write couplings: one code sets one coupling, a row is written at a time. */
export const couplingSpec = z.discriminatedUnion('kind', [
  fields({ kind: z.literal('ideal').describe('carries f32 values exactly, in no time and with no energy') }),
  fields({
    kind: z.literal('quantized'),
    resolutionBits: integer(2, 16).describe('with the sign'),
    writeTimeS: quantity('s').describe('of one row'),
    energyPerWriteJ: quantity('J').describe('of one coupling'),
    enduranceWrites: number({ above: 0 })
      .optional()
      .describe(
        'writes that a coupling survives; nothing in the emulator wears out: only the lifetime in steps is computed from it',
      ),
    ...couplingErrorFields,
  }),
]);

export type CouplingSpec = z.output<typeof couplingSpec>;

/** What the fields of couplingErrorFields are once they were read. */
export type CouplingErrors = { readonly [Name in keyof typeof couplingErrorFields]: number };

const noErrors: CouplingErrors = {
  mismatchPctRms: 0,
  offConductancePctFs: 0,
  programmingErrorPctFsRms: 0,
  readNoisePctRms: 0,
  transposeMismatchPctRms: 0,
};

/** Those of a spec; an ideal one has none. */
export function couplingErrorsOf(spec: CouplingSpec): CouplingErrors {
  return spec.kind === 'ideal' ? noErrors : spec;
}
