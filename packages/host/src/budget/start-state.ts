import { CodeKind } from '@thermoloop/protocol';
import type { Exchange } from '../driver/exchange.js';
import { varianceAmongReads } from './reading-moments.js';
import { valuesBehindCodes } from './value-behind-code.js';

/** Where a run started from, in problem units, as far as the host knows. */
export interface KnownStart {
  /** x₀ [N]. */
  readonly values: Float64Array;
  /** What the codes of a state that was read leave open: the variance of each about it; absent where nothing is. */
  readonly variance?: Float64Array;
}

/** g̃ as the drive codes stand for it. */
export function sentDrive({ sent }: Exchange): Float64Array {
  return Float64Array.from(sent.drive, (code) => sent.scales.drive * code);
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
      return certain(Float64Array.from(sent.written ?? [], (code) => (sent.scales.written ?? 1) * code));
    case 'previous': {
      const { before } = received;
      if (before === undefined) return certain(new Float64Array(problem.gradient.length));
      const { state, retained, valuePerCode } = before;
      if (received.format.kind === CodeKind.FLOAT32) {
        return certain(Float64Array.from(state, (value) => retained * value));
      }
      const unit = retained * valuePerCode;
      const averaged = (1 - 1 / problem.reads) * varianceAmongReads(noise);
      const codes = state.map((value) => value / valuePerCode);
      const { expected, variance } = valuesBehindCodes(codes, noise, averaged);
      return { values: expected.map((value) => unit * value), variance: variance.map((value) => unit * unit * value) };
    }
  }
}
