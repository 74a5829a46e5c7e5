import type { Exchange } from '../driver/exchange.js';

/** Where a run started from, in problem units, as far as the host knows. */
export interface KnownStart {
  /** x₀ [N]. */
  readonly values: Float64Array;
  /** Of each entry: how far off it may be, since the state was read with codes. */
  readonly variance: number;
}

/** g̃ as the drive codes stand for it. */
export function sentDrive({ sent }: Exchange): Float64Array {
  return Float64Array.from(sent.drive, (code) => sent.scales.drive * code);
}

/** The start state that was used: what codes stand for, or for `previous` what was read of it. */
export function knownStart(exchange: Exchange): KnownStart {
  const { problem, sent, received } = exchange;
  const certain = (values: Float64Array): KnownStart => ({ values, variance: 0 });
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
      const isRounded = !(received.readings[0]?.codes instanceof Float32Array);
      return {
        values: Float64Array.from(before.state),
        variance: isRounded ? before.valuePerCode ** 2 / 12 : 0,
      };
    }
  }
}
