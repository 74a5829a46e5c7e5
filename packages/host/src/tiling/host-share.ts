import { inSeconds, type Picoseconds } from '@thermoloop/sim-kernel';
import type { HostMeter } from '../cost/host-meter.js';

/** How far the host's clock moves, and how much of that is work of its own, while certain things are done. */
export class HostShare {
  #elapsedPs: Picoseconds = 0n;
  #workedPs: Picoseconds = 0n;

  constructor(private readonly meter: HostMeter) {}

  async during<T>(what: () => Promise<T>): Promise<T> {
    const { clock, workedPs } = this.meter;
    const startPs = clock.nowPs;
    const result = await what();
    this.#elapsedPs += clock.nowPs - startPs;
    this.#workedPs += this.meter.workedPs - workedPs;
    return result;
  }

  get elapsedS(): number {
    return inSeconds(this.#elapsedPs);
  }

  get workedS(): number {
    return inSeconds(this.#workedPs);
  }
}
