import {
  arrayIdNames,
  type ArrayId,
  type ArrayIdName,
  type Capabilities,
  type CellReading,
  type CodeArray,
  type Outcome,
  type RegisterValues,
  type RunCommandOrder,
  type SpuClient,
} from '@thermoloop/protocol';
import type { HostClock, Picoseconds } from '@thermoloop/sim-kernel';
import type { LoopObserver } from '../timeline/loop-event.js';
import { required } from './device-error.js';

/**
 * Which answers the host waits for on its clock: `each` where the program awaits it (lockstep), or only what is
 * `needed`: codes. The host knows of a write all that its answer says, unless it is a refusal.
 */
export type Waiting = 'each' | 'needed';

/** A command that is on its way. */
export interface Sent<T> {
  readonly name: 'WRITE_REGISTERS' | 'WRITE' | 'COMMIT' | 'RUN' | 'READ';
  /** Index of the run that it belongs to. */
  readonly run: number;
  readonly array?: ArrayIdName;
  readonly departurePs: Picoseconds;
  readonly outcome: Promise<Outcome<T>>;
  /** Of the codes that went with it, once its answer is there. */
  readonly codeBytes?: (value: T) => number;
}

/** Codes of one array in the shape in which they are written. */
export interface ArrayUpload {
  readonly array: ArrayId;
  readonly codes: CodeArray;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The client on the host's time line: commands depart when the clock stands, and the clock moves on to the answers that
 * are waited for, in the order of the program, whenever they really come. The observer is told in the same order.
 */
export class DeviceSession {
  constructor(
    private readonly client: SpuClient,
    private readonly clock: HostClock,
    private readonly waiting: Waiting,
    readonly observer: LoopObserver | undefined,
  ) {}

  get capabilities(): Capabilities {
    return this.client.capabilities;
  }

  registers(run: number, values: Partial<RegisterValues>): Sent<void> {
    return this.#sent({ name: 'WRITE_REGISTERS', run }, this.client.writeRegisters(values));
  }

  write(run: number, { array, codes, rows, columns }: ArrayUpload): Sent<{ crc32c: number }> {
    const name = arrayIdNames.get(array);
    return this.#sent(
      { name: 'WRITE', run, ...(name && { array: name }), codeBytes: () => codes.byteLength },
      this.client.write(array, codes, { rows, columns }),
    );
  }

  commit(run: number, problem: Parameters<SpuClient['commit']>[0]): Sent<void> {
    return this.#sent({ name: 'COMMIT', run }, this.client.commit(problem));
  }

  run(run: number, order: RunCommandOrder): Sent<CellReading> {
    return this.#sent({ name: 'RUN', run, codeBytes: bytesOfReading }, this.client.run(order));
  }

  read(run: number, order: { readonly reads: number; readonly readIndex: number }): Sent<CellReading> {
    return this.#sent({ name: 'READ', run, codeBytes: bytesOfReading }, this.client.read(order));
  }

  /** The answer to a command whose answer says no more than that it was carried out. @throws DeviceError */
  async acknowledged<T>(sent: Sent<T>): Promise<T> {
    const outcome = await this.#told(sent);
    if (this.waiting === 'each') await this.#waitFor(outcome);
    return required(outcome);
  }

  /** The answer to a command without which the host cannot go on before it arrives. @throws DeviceError */
  async needed<T>(sent: Sent<T>): Promise<T> {
    const outcome = await this.#told(sent);
    await this.#waitFor(outcome);
    return required(outcome);
  }

  #sent<T>(command: Omit<Sent<T>, 'departurePs' | 'outcome'>, answer: Promise<Outcome<T>>): Sent<T> {
    const departurePs = this.clock.nowPs;
    const noted = answer.then((outcome) => {
      if (outcome.arrivalPs !== undefined) this.clock.arrived(outcome.arrivalPs);
      return outcome;
    });
    return { ...command, departurePs, outcome: noted };
  }

  async #told<T>({ outcome: answer, codeBytes, ...command }: Sent<T>): Promise<Outcome<T>> {
    const outcome = await answer;
    this.observer?.({
      kind: 'command',
      ...command,
      ...(outcome.arrivalPs === undefined ? {} : { arrivalPs: outcome.arrivalPs }),
      ...(outcome.ok && codeBytes ? { bytes: codeBytes(outcome.value) } : {}),
      ...(outcome.ok ? {} : { error: outcome.error.name }),
    });
    return outcome;
  }

  async #waitFor({ arrivalPs }: Outcome<unknown>): Promise<void> {
    if (arrivalPs !== undefined) await this.clock.waitUntil(arrivalPs);
  }
}

const bytesOfReading = ({ codes }: CellReading): number => codes.byteLength;
