import { wallClock } from '@thermoloop/sim-kernel';

/**
 * Wall time as the host's own event loop lives it: while something waits, ticks come that often, and a loop that was
 * blocked for seconds has counted two ticks at most. So what was not heard because the host was busy is not held against
 * the device: bytes that came meanwhile are handed out before the next tick.
 */
export class Ticker {
  /** milliseconds lived since it was made; stands still while nothing waits */
  livedMs = 0;
  private lastMs = 0;
  private isGoing = false;

  /** @param onTick tells whether to go on */
  constructor(
    private readonly everyMs: number,
    private readonly onTick: () => boolean,
  ) {}

  /** Something waits from now on. */
  start(): void {
    if (this.isGoing) return;
    this.isGoing = true;
    this.lastMs = wallClock.nowMs();
    this.schedule();
  }

  private schedule(): void {
    wallClock.after(this.everyMs, () => {
      const nowMs = wallClock.nowMs();
      this.livedMs += Math.min(nowMs - this.lastMs, 2 * this.everyMs);
      this.lastMs = nowMs;
      this.isGoing = this.onTick();
      if (this.isGoing) this.schedule();
    });
  }
}
