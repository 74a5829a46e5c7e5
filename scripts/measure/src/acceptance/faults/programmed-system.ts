import {
  ArrayId,
  StartState,
  type CodeArray,
  type Outcome,
  type SpuClient,
  type WireError,
} from '@thermoloop/protocol';

/** A system for chips/reference, by its number: others differ in every array. */
export interface ProgrammedSystem {
  readonly rows: number;
  readonly cells: number;
  readonly couplings: Int8Array;
  readonly drive: Int16Array;
}

/** Codes over the whole range, without a pattern that repeats from row to row. */
export function programmedSystem(number: number, rows: number, cells: number): ProgrammedSystem {
  const code = (i: number, most: number): number =>
    ((i * 7919 + (i >> 7) * 31 + number * 104_729) % (2 * most + 1)) - most;
  return {
    rows,
    cells,
    couplings: Int8Array.from({ length: rows * cells }, (_, i) => code(i, 127)),
    drive: Int16Array.from({ length: cells }, (_, i) => code(i, 2047)),
  };
}

/** Gains on the grids of chips/reference, at which a run of some τ goes part of the way, and the draws: equal numbers give equal codes. */
export const registersOf = (runIndex: number) =>
  ({
    couplingGain: 2 ** -24,
    driveGain: 2 ** -13,
    startGain: 2 ** -13,
    leak: 1,
    readoutGain: 2 ** -9,
    simulationSeed: 1n,
    simulationRunIndex: BigInt(runIndex),
  }) as const;

/** A value, or why it is not there. */
export class Refused extends Error {
  constructor(readonly error: WireError) {
    super(error.sentence());
    this.name = 'Refused';
  }
}

export function required<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Refused(outcome.error);
  return outcome.value;
}

/** Writes both arrays, one behind the other; what COMMIT takes. */
export async function write(
  client: SpuClient,
  { rows, cells, couplings, drive }: ProgrammedSystem,
): Promise<Parameters<SpuClient['commit']>[0]> {
  const [b, g] = await Promise.all([
    client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }),
    client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }),
  ]);
  return {
    arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE],
    rows,
    cells,
    crc32c: { [ArrayId.COUPLINGS]: required(b).crc32c, [ArrayId.DRIVE]: required(g).crc32c },
  };
}

/** Two τ from the drive; the codes come in several frames where there are many cells. */
export const runOrder = (reads: number) => ({ start: StartState.GRADIENT, runTicks: 2000n, reads }) as const;

export const sameCodes = (a: CodeArray, b: CodeArray): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
