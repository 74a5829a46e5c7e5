import type { SpuClient } from '@thermoloop/protocol';
import type { HostClock } from '@thermoloop/sim-kernel';
import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Curve } from './curve.js';
import type { Finding } from './figure.js';

/** A device on the bench beside its datasheet. */
export interface Bench {
  readonly client: SpuClient;
  readonly clock: HostClock;
  /** What is expected. Measured values come from codes alone: of this only ranges and gains are chosen. */
  readonly datasheet: ChipSpec;
  /** Where its numbers come from, by path. */
  readonly sources: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Names the draws of the next MEASURE of a simulation: each number once. */
  nextMeasureIndex(): number;
  /** Names the draws of the next RUN of a simulation: each number once. */
  nextRunIndex(): number;
  /** Told before each group of measurements. */
  readonly onStage?: (stage: string) => void;
}

/** What a group of measurements leaves. */
export interface Measurements {
  readonly findings: readonly Finding[];
  readonly curves: readonly Curve[];
}
