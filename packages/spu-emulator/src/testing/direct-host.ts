import {
  ArrayId,
  bytesOfCodes,
  codeKindOf,
  codesFromBytes,
  Latch,
  Observation,
  type CodeArray,
  type ErrorReply,
  type Job,
  type MeasureOrder,
  type Reading,
  type RegisterValues,
  type RunOrder,
  type StartState,
} from '@thermoloop/protocol';
import { readFileSync } from 'node:fs';
import { SimulatedAnalogPart } from '../analog/simulated-analog-part.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import { parseChip } from '../chip/parse-chip.js';
import { SpuDevice } from '../device/spu-device.js';
import type { Physics } from '../physics/physics.js';

/** One of the chips that come along. */
export function chipNamed(name: string): ChipSpec {
  const file = new URL(`../../../../chips/${name}.yaml`, import.meta.url);
  return parseChip(readFileSync(file, 'utf8'), `chips/${name}.yaml`).spec;
}

export interface CodedSystem {
  readonly rows: number;
  readonly cells: number;
  readonly couplings: CodeArray;
  readonly drive: CodeArray;
  readonly blocks?: { readonly size: number; readonly codes: CodeArray };
  readonly start?: CodeArray;
}

const plainRun = {
  observation: Observation.HELD,
  reads: 1,
  repeats: 1,
  carryTicks: 0n,
  spacingTicks: 0n,
} as const;

const plainMeasure = {
  codes: new Float32Array(0),
  reads: 1,
  dacConverter: 0,
  adcConverter: 0,
  delayTicks: 0n,
  measureIndex: 0,
} as const;

type RunChoice = Partial<RunOrder> & Pick<RunOrder, 'start' | 'runTicks'>;

/** A host that calls the device without a link between them. Everything runs in this thread. */
export class DirectHost {
  readonly device: SpuDevice;
  nowPs = 0n;
  /** What the device answered INTERNAL for. */
  readonly faults: unknown[] = [];
  readonly #physics: Physics;

  constructor(
    readonly spec: ChipSpec,
    physics: Physics,
  ) {
    this.#physics = physics;
    const analog = new SimulatedAnalogPart(spec, physics, {
      isAbandoned: () => false,
      failed: (fault) => this.faults.push(fault),
    });
    this.device = new SpuDevice(spec, analog);
  }

  registers(values: Partial<RegisterValues>): ErrorReply | undefined {
    const entries = Object.entries(values) as [keyof RegisterValues, number | bigint][];
    return this.device.writeRegisters(entries.map(([name, value]) => ({ name, value })));
  }

  write(array: ArrayId, codes: CodeArray, rows: number, columns: number): ErrorReply | undefined {
    const codeKind = codeKindOf(codes);
    const storage = this.device.beginWrite({ array, codeKind, rows, columns, totalBytes: codes.byteLength });
    if (!(storage instanceof Uint8Array)) return storage;
    storage.set(bytesOfCodes(codes));
    return undefined;
  }

  /** Writes every array and commits; throws if something is refused. */
  program(system: CodedSystem): void {
    const { rows, cells, couplings, drive, blocks, start } = system;
    const refusals = [
      this.write(ArrayId.COUPLINGS, couplings, rows, cells),
      this.write(ArrayId.DRIVE, drive, 1, cells),
      blocks && this.write(ArrayId.BLOCKS, blocks.codes, rows / blocks.size, blocks.size ** 2),
      start && this.write(ArrayId.START, start, 1, cells),
      this.registers({ identityBlocks: blocks === undefined ? 1 : 0 }),
      this.commit(system),
    ];
    const refusal = refusals.find((reply) => reply !== undefined);
    if (refusal !== undefined) throw new Error(`refused: ${JSON.stringify(refusal)}`);
  }

  commit({ rows, cells, blocks, start }: CodedSystem): ErrorReply | undefined {
    const arrays: ArrayId[] = [ArrayId.COUPLINGS, ArrayId.DRIVE];
    if (blocks !== undefined) arrays.push(ArrayId.BLOCKS);
    if (start !== undefined) arrays.push(ArrayId.START);
    return this.device.commit({ arrays, rows, cells });
  }

  run(start: StartState, runTicks: bigint, reads = 1): Promise<Reading | ErrorReply> {
    return this.order({ start, reads, runTicks });
  }

  /** A run of any kind; unless told otherwise the armed problem, held reads, one trajectory, no carry time. */
  order(order: RunChoice): Promise<Reading | ErrorReply> {
    return doneOf(this.device.run(this.#runOrder(order), this.nowPs));
  }

  /** The same, to be cancelled. Throws if it is refused. */
  job(order: RunChoice): Job {
    const job = this.device.run(this.#runOrder(order), this.nowPs);
    if (!('done' in job)) throw new Error(`refused: ${JSON.stringify(job)}`);
    return job;
  }

  read(reads = 1, readIndex = 1): Promise<Reading | ErrorReply> {
    return doneOf(this.device.read({ reads, readIndex }, this.nowPs));
  }

  /** One conversion by ADC 0, unless told otherwise; a loopback is from DAC 0, without a delay. */
  measure(order: Partial<MeasureOrder> & Pick<MeasureOrder, 'input'>): Promise<Reading | ErrorReply> {
    return doneOf(this.device.measure({ ...plainMeasure, ...order }, this.nowPs));
  }

  codesOf(reading: Reading | ErrorReply): CodeArray {
    if (!('codes' in reading)) throw new Error(`refused: ${JSON.stringify(reading)}`);
    return codesFromBytes(this.device.capabilities.readoutFormat.kind, reading.codes);
  }

  #runOrder(order: RunChoice): RunOrder {
    const latch = this.device.status().armed === 1 ? Latch.ARMED : Latch.LATCHED;
    return { ...plainRun, latch, ...order };
  }

  async close(): Promise<void> {
    await this.#physics.release();
  }
}

function doneOf(job: Job | ErrorReply): Promise<Reading | ErrorReply> {
  return 'done' in job ? job.done : Promise.resolve(job);
}
