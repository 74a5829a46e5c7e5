import { inSeconds, picoseconds, type HostClock, type Picoseconds } from '@thermoloop/sim-kernel';
import type { LoopObserver } from '../timeline/loop-event.js';
import { modelledTimeS, type MachineModel, type Work } from './machine-model.js';

/** Modelled time and energy of the host's own work since the last `take`. */
export interface HostCharge {
  readonly timeS: number;
  readonly energyJ: number;
  readonly timeSByStage: Readonly<Record<string, number>>;
}

/**
 * Accounts for the host's own work: each piece takes the time and energy that the named machine would need, and the
 * shared clock is told, so that a frame sent afterwards departs later.
 */
export class HostMeter {
  #timeSByStage: Record<string, number> = {};
  #timeS = 0;
  #workedPs: Picoseconds = 0n;

  /** @param observer told of each piece of work, and by a driver that is given the meter of all that the device did */
  constructor(
    readonly machine: MachineModel,
    readonly clock: HostClock,
    readonly observer?: LoopObserver,
  ) {}

  /** @param stage name under which the time is reported, such as `evaluate` or `encode` */
  charge(stage: string, work: Work): void {
    const durationPs = picoseconds(modelledTimeS(this.machine, work));
    const timeS = inSeconds(durationPs);
    const span = this.clock.work(durationPs);
    this.observer?.({ kind: 'work', stage, ...span });
    this.#timeSByStage[stage] = (this.#timeSByStage[stage] ?? 0) + timeS;
    this.#timeS += timeS;
    this.#workedPs += durationPs;
  }

  /** All that was ever charged. */
  get workedPs(): Picoseconds {
    return this.#workedPs;
  }

  /** What was charged since the last call. */
  take(): HostCharge {
    const timeS = this.#timeS;
    const charge = { timeS, energyJ: timeS * this.machine.powerW, timeSByStage: this.#timeSByStage };
    this.#timeSByStage = {};
    this.#timeS = 0;
    return charge;
  }
}
