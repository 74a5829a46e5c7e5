import type { HostClock, TimeSpan } from './host-clock.js';
import type { Picoseconds } from './virtual-time.js';
import { wallClock, type WallClock } from './wall-clock.js';

export interface Pace {
  /** Virtual seconds in a second of the wall: 1 is real time, 1000 runs a thousand times faster. */
  readonly scale: number;
  /** Where the clock starts; 0 if absent. */
  readonly startPs?: Picoseconds;
  /** Once it aborts, nothing is waited for. */
  readonly signal?: AbortSignal;
  readonly wall?: Pick<WallClock, 'nowMs' | 'sleep'>;
}

/** How far answers were behind the times at which they were due, in seconds of virtual time. */
export interface Lateness {
  /** Answers that were due at some time. */
  readonly answers: number;
  /** Those that came later than that. */
  readonly late: number;
  /** Over all answers, one in time counting 0. */
  readonly meanS: number;
  readonly maximumS: number;
}

/**
 * The host's time line on the wall clock: what the host does takes the time that it takes, and an answer that comes
 * early is held until it is due. An answer that comes late is counted: the simulation did not keep up.
 */
export class PacedClock implements HostClock {
  readonly #scale: number;
  readonly #startPs: Picoseconds;
  readonly #signal: AbortSignal | undefined;
  readonly #wall: Pick<WallClock, 'nowMs' | 'sleep'>;
  readonly #originMs: number;
  /** Until when it is known what the host did. */
  #accountedPs: Picoseconds;
  #answers = 0;
  #late = 0;
  #totalPs = 0n;
  #maximumPs = 0n;

  /** The clock starts now. @throws RangeError for a scale that is not a positive number */
  constructor({ scale, startPs = 0n, signal, wall = wallClock }: Pace) {
    if (!(scale > 0 && Number.isFinite(scale))) {
      throw new RangeError(`scale of a paced clock is ${scale}; expected a positive number`);
    }
    this.#scale = scale;
    this.#startPs = startPs;
    this.#signal = signal;
    this.#wall = wall;
    this.#originMs = wall.nowMs();
    this.#accountedPs = startPs;
  }

  get nowPs(): Picoseconds {
    const elapsedMs = this.#wall.nowMs() - this.#originMs;
    return this.#startPs + BigInt(Math.round(elapsedMs * this.#scale * picosecondsPerMillisecond));
  }

  /** The work is done already: its span is the time since the host's last work or waiting, whatever the model says. */
  work(): TimeSpan {
    const startPs = this.#accountedPs;
    this.#accountedPs = this.nowPs;
    return { startPs, endPs: this.#accountedPs };
  }

  arrived(dueAtPs: Picoseconds): void {
    const latePs = this.nowPs - dueAtPs;
    this.#answers++;
    if (latePs <= 0n) return;
    this.#late++;
    this.#totalPs += latePs;
    if (latePs > this.#maximumPs) this.#maximumPs = latePs;
  }

  async waitUntil(atPs: Picoseconds): Promise<void> {
    for (let leftPs = atPs - this.nowPs; leftPs > 0n; leftPs = atPs - this.nowPs) {
      if (this.#signal?.aborted === true) break;
      await this.#sleep(Number(leftPs) / (picosecondsPerMillisecond * this.#scale));
    }
    this.#accountedPs = this.nowPs;
  }

  get lateness(): Lateness {
    const seconds = (timePs: Picoseconds): number => Number(timePs) / (1000 * picosecondsPerMillisecond);
    return {
      answers: this.#answers,
      late: this.#late,
      meanS: this.#answers === 0 ? 0 : seconds(this.#totalPs) / this.#answers,
      maximumS: seconds(this.#maximumPs),
    };
  }

  async #sleep(ms: number): Promise<void> {
    try {
      await this.#wall.sleep(Math.min(ms, longestTimerMs), this.#signal);
    } catch (error) {
      if (this.#signal?.aborted !== true) throw error;
    }
  }
}

const picosecondsPerMillisecond = 1e9;
/** Timers of the platform take no longer delays. */
const longestTimerMs = 2 ** 31 - 1;
