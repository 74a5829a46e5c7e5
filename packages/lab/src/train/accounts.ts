import type { StepRecord } from '@thermoloop/host';
import { byStage, type ByStage } from './stages.js';
import type { TrainSummary } from './train-result.js';

type Counters = TrainSummary['counters'];

/** Sums over the steps of a run. */
export class Accounts {
  #timeS: Record<string, number> = {};
  #energyJ: Record<string, number> = {};
  #totalTimeS = 0;
  readonly #clipped: Record<string, number> = {};
  #counters = {
    railedCells: 0,
    rereads: 0,
    rescales: 0,
    conversions: { dac: 0, adc: 0 },
    linkBits: { down: 0, up: 0 },
    transportBytes: { down: 0, up: 0 },
  };

  add({ device, hostTimeS, hostEnergyJ, virtualTimeS }: StepRecord): void {
    this.#totalTimeS = virtualTimeS;
    accumulate(this.#timeS, { hostCompute: hostTimeS });
    accumulate(this.#energyJ, { hostCompute: hostEnergyJ });
    if (device === undefined) return;
    for (const { stage, startS, endS } of device.stages) accumulate(this.#timeS, { [stage]: endS - startS });
    accumulate(this.#energyJ, device.energyJByStage);
    accumulate(this.#clipped, device.clipped);
    this.#counters.railedCells += device.railedCells;
    this.#counters.rereads += device.rereads;
    this.#counters.rescales += device.rescales;
    for (const pair of ['conversions', 'linkBits', 'transportBytes'] as const) {
      accumulate(this.#counters[pair], device[pair]);
    }
  }

  get timeS(): { totalS: number; byStageS: ByStage<number> } {
    return { totalS: this.#totalTimeS, byStageS: byStage((stage) => this.#timeS[stage] ?? 0) };
  }

  get energyJ(): { totalJ: number; byStageJ: ByStage<number> } {
    const byStageJ = byStage((stage) => this.#energyJ[stage] ?? 0);
    return { totalJ: Object.values(byStageJ).reduce((sum, energy) => sum + energy, 0), byStageJ };
  }

  get counters(): Counters {
    return { clipped: this.#clipped, ...this.#counters };
  }
}

function accumulate(sums: Record<string, number>, amounts: Readonly<Record<string, number>>): void {
  for (const [name, amount] of Object.entries(amounts)) sums[name] = (sums[name] ?? 0) + amount;
}
