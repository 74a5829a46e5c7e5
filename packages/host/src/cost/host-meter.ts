import { inSeconds, picoseconds, type HostClock } from '@thermoloop/sim-kernel';
import { modelledTimeS, type MachineModel, type Work } from './machine-model.js';

/** Virtual time and energy of the host's own work since the last `take`. */
export interface HostCharge {
  readonly timeS: number;
  readonly energyJ: number;
  readonly timeSByStage: Readonly<Record<string, number>>;
}

/**
 * Charges the host's work to virtual time: each piece of work takes what the named machine would need, and
 * moves the shared clock on by that much, so a frame sent afterwards departs later.
 */
export class HostMeter {
  #timeSByStage: Record<string, number> = {};
  #timeS = 0;

  constructor(
    readonly machine: MachineModel,
    readonly clock: HostClock,
  ) {}

  /** @param stage name under which the time is reported, such as `evaluate` or `encode` */
  charge(stage: string, work: Work): void {
    const durationPs = picoseconds(modelledTimeS(this.machine, work));
    const timeS = inSeconds(durationPs);
    this.clock.work(durationPs);
    this.#timeSByStage[stage] = (this.#timeSByStage[stage] ?? 0) + timeS;
    this.#timeS += timeS;
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
