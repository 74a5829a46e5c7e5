import { quantity } from '../spec/quantity.js';

/** What passes beside the rounds of conversions. */
export const latencyFields = {
  latencyS: quantity('s')
    .prefault('0 s')
    .describe('of the pipeline: from the end of a conversion until its result is there'),
};

/**
 * Seconds until the results of `conversions` are there, shared by `converters` that work at the same time,
 * `roundTimeS` each, and late by `latencyS`.
 */
export function durationOf(
  conversions: number,
  { converters, roundTimeS, latencyS }: { converters: number; roundTimeS: number; latencyS: number },
): number {
  return conversions === 0 ? 0 : Math.ceil(conversions / converters) * roundTimeS + latencyS;
}
