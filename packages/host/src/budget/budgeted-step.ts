import type { CurvatureFactor } from '../curvature/curvature-factor.js';
import type { Exchange } from '../driver/exchange.js';

/** An exchange about entries `offset` … of the solution: all of them, or a tile's. */
export interface PlacedExchange {
  readonly offset: number;
  readonly exchange: Exchange;
}

/** A step as the host meant it, and what was exchanged with the device about it. */
export interface BudgetedStep {
  /** g [N]. */
  readonly gradient: Float32Array;
  /** B and S of the whole problem, untiled. */
  readonly factor: CurvatureFactor;
  /** One at least, in the order of their offsets, of one damping above 0; together they cover all N entries. */
  readonly exchanges: readonly PlacedExchange[];
}

/** What is known of the device beyond what it tells over the protocol. */
export interface KnownOfDevice {
  /** Noise of the readout's converters at their input, in codes, rms; from the data sheet. None if absent. */
  readonly readoutNoiseCodesRms?: number;
}
