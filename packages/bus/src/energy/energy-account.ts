/** Joules by stage. */
export class EnergyAccount<Stage extends string | number> {
  readonly #joules: Map<Stage, number>;

  constructor(stages: readonly Stage[]) {
    this.#joules = new Map(stages.map((stage) => [stage, 0]));
  }

  /** Throws a RangeError for an unknown stage, or an energy that is negative or not finite. */
  add(stage: Stage, energyJ: number): void {
    if (!Number.isFinite(energyJ) || energyJ < 0) {
      throw new RangeError(`energy of stage ${stage} must be finite and at least 0 J; found ${energyJ}`);
    }
    this.#joules.set(stage, this.energyJ(stage) + energyJ);
  }

  /** Throws a RangeError for an unknown stage. */
  energyJ(stage: Stage): number {
    const joules = this.#joules.get(stage);
    if (joules === undefined) throw new RangeError(`no energy account has a stage ${stage}`);
    return joules;
  }

  get totalJ(): number {
    let sum = 0;
    for (const joules of this.#joules.values()) sum += joules;
    return sum;
  }

  /** Stages and their joules, in the order in which the stages were given. */
  byStage(): readonly (readonly [Stage, number])[] {
    return [...this.#joules];
  }
}
