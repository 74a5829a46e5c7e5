import { EventQueue } from './event-queue.js';
import type { HostClock, TimeSpan } from './host-clock.js';
import type { Picoseconds } from './virtual-time.js';

/**
 * Virtual time that stands still until it is advanced, and the actions scheduled on it. Actions run in the
 * order of EventQueue; what an action schedules at its own instant still runs in the same advance.
 */
export class VirtualClock implements HostClock {
  readonly #queue = new EventQueue<() => void>();
  #nowPs: Picoseconds;

  constructor(startPs: Picoseconds = 0n) {
    this.#nowPs = startPs;
  }

  get nowPs(): Picoseconds {
    return this.#nowPs;
  }

  /** Number of actions that have not run yet. */
  get pending(): number {
    return this.#queue.size;
  }

  /** Throws a RangeError if `atPs` lies in the past. */
  schedule(atPs: Picoseconds, phase: number, action: () => void): void {
    if (atPs < this.#nowPs) {
      throw new RangeError(
        `cannot schedule at ${atPs} ps: the virtual clock is already at ${this.#nowPs} ps`,
      );
    }
    this.#queue.push(atPs, phase, action);
  }

  /** Runs every action up to and including `timePs`, then stands at `timePs`. Throws a RangeError if it lies in the past. */
  advanceTo(timePs: Picoseconds): void {
    if (timePs < this.#nowPs) {
      throw new RangeError(
        `cannot go back to ${timePs} ps: the virtual clock is already at ${this.#nowPs} ps`,
      );
    }
    for (let next = this.#queue.peekPs; next !== undefined && next <= timePs; next = this.#queue.peekPs) {
      this.#runNext();
    }
    // an action may have advanced the clock itself
    if (timePs > this.#nowPs) this.#nowPs = timePs;
  }

  work(durationPs: Picoseconds): TimeSpan {
    const startPs = this.#nowPs;
    this.advanceTo(startPs + durationPs);
    return { startPs, endPs: startPs + durationPs };
  }

  arrived(): void {
    // what is late on the wall is in time here
  }

  waitUntil(atPs: Picoseconds): Promise<void> {
    if (atPs > this.#nowPs) this.advanceTo(atPs);
    return Promise.resolve();
  }

  /** Runs actions until none is left; the clock stands at the time of the last one. */
  runUntilIdle(): void {
    while (this.#queue.size > 0) this.#runNext();
  }

  #runNext(): void {
    const event = this.#queue.pop();
    if (event === undefined) return;
    if (event.atPs > this.#nowPs) this.#nowPs = event.atPs;
    event.item();
  }
}
