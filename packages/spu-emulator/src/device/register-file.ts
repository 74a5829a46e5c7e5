import {
  griddedRegisters,
  nearestOnGrid,
  registers,
  type CapabilityRecord,
  type RegisterEntry,
  type RegisterName,
  type RegisterValues,
} from '@thermoloop/protocol';

/** The gains that belong to a problem and latch with its bank. */
export type ProblemGains = Pick<
  RegisterValues,
  'couplingGain' | 'driveGain' | 'leak' | 'startGain' | 'identityBlocks'
>;

/** The registers as the host writes them. Banked ones act only once a bank latches them. */
export class RegisterFile {
  readonly #initial: RegisterValues;
  #values: RegisterValues;

  constructor(capabilities: CapabilityRecord) {
    this.#initial = resetValues(capabilities);
    this.#values = this.#initial;
  }

  get values(): RegisterValues {
    return this.#values;
  }

  write(entries: readonly RegisterEntry[]): void {
    this.#values = {
      ...this.#values,
      ...Object.fromEntries(entries.map(({ name, value }) => [name, value])),
    };
  }

  reset(): void {
    this.#values = this.#initial;
  }
}

export function isBanked(name: RegisterName): boolean {
  return registers[name].banked;
}

/** The reset values of the register table, moved to the nearest value that the chip has. */
function resetValues(capabilities: CapabilityRecord): RegisterValues {
  const table = Object.fromEntries(
    Object.entries(registers).map(([name, { reset }]) => [name, reset]),
  ) as unknown as RegisterValues;
  const gains = Object.fromEntries(
    griddedRegisters.map((name) => [name, nearestOnGrid(capabilities[name], table[name])]),
  );
  return { ...table, ...gains };
}
