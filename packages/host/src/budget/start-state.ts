import { CodeKind } from '@thermoloop/protocol';
import type { Exchange } from '../driver/exchange.js';
import { cellConverters, valuesOfCodes } from './calibrated-codes.js';
import { varianceAmongReads } from './reading-moments.js';
import { heldRelaxation } from './relaxation.js';
import { sentSystems } from './sent-systems.js';
import { valuesBehindCodes } from './value-behind-code.js';

/** Where a run started from, in problem units, as far as the host knows. */
export interface KnownStart {
  /** x₀ [N]. */
  readonly values: Float64Array;
  /** What the codes of a state that was read leave open: the variance of each about it; absent where nothing is. */
  readonly variance?: Float64Array;
}

type SentExchange = Pick<Exchange, 'sent' | 'calibration'>;

/** g̃ as the drive codes stand for it. */
export function sentDrive({ sent, calibration }: SentExchange): Float64Array {
  return valuesOfCodes(sent.drive, sent.scales.drive, calibration?.dac);
}

/**
 * The start state that was used: what codes stand for, or for `previous` what was read of it.
 * @param noise of the converters at their inputs, rms, in codes
 */
export function knownStart(exchange: Exchange, noise: number): KnownStart {
  const { problem, sent, received } = exchange;
  const certain = (values: Float64Array): KnownStart => ({ values });
  switch (sent.startSent) {
    case 'zero':
      return certain(new Float64Array(problem.gradient.length));
    case 'gradient':
      return certain(sentDrive(exchange));
    case 'written':
      if (sent.written === undefined || sent.scales.written === undefined) {
        throw new RangeError('a written start state came without its codes');
      }
      return certain(valuesOfCodes(sent.written, sent.scales.written, exchange.calibration?.dac));
    case 'previous': {
      const { before } = received;
      if (before === undefined) return certain(new Float64Array(problem.gradient.length));
      const { state, retained, valuePerCode } = before;
      if (received.format.kind === CodeKind.FLOAT32) {
        return certain(Float64Array.from(state, (value) => retained * value));
      }
      const averaged = (1 - 1 / problem.reads) * varianceAmongReads(noise);
      const converterOf = cellConverters(valuePerCode, exchange.calibration?.adc);
      const codes = state.map((value, i) => value * converterOf(i).codesPerValue);
      const behind = valuesBehindCodes(codes, noise, averaged);
      const units = Float64Array.from(codes, (_, i) => retained / converterOf(i).codesPerValue);
      return {
        values: behind.expected.map((value, i) => units[i]! * value),
        variance: behind.variance.map((value, i) => units[i]! ** 2 * value),
      };
    }
  }
}

/**
 * What becomes of a start state while the problem before goes on driving the cells, if it does and is remembered.
 */
export async function carriedStart(
  { received, sent }: Exchange,
  start: KnownStart,
  threads: number,
): Promise<KnownStart> {
  const { before } = received;
  if (sent.startSent !== 'previous' || !before?.carriedBy || before.carryTimeTau === 0) return start;
  const { carriedBy, carryTimeTau } = before;
  const { rounded } = await sentSystems(carriedBy, threads);
  const { kept, noise } = heldRelaxation(carryTimeTau);
  const equilibrium = rounded.solve(sentDrive(carriedBy));
  const distance = start.values.map((value, i) => value - equilibrium[i]!);
  const left = rounded.apply(kept, distance);
  const cells = left.length;
  const keptSquare = rounded.trace((a) => kept(a) ** 2) / cells;
  const added = (carriedBy.sent.temperature * rounded.trace(noise)) / cells;
  return {
    values: equilibrium.map((value, i) => value + left[i]!),
    variance: left.map((_, i) => keptSquare * (start.variance?.[i] ?? 0) + added),
  };
}
