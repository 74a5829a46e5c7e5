import { ArrayId, SpuClient, type CodeArray, type Outcome, type Transport } from '@thermoloop/protocol';
import type { CodedSystem } from './direct-host.js';

/** A client of a device, whose clock stands still: everything departs at 0. */
export async function connect(transport: Transport): Promise<SpuClient> {
  return must(await SpuClient.connect(transport, { nowPs: 0n }));
}

/** The value of an outcome; throws its sentence where it is a fault. */
export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.sentence());
  return outcome.value;
}

/** Writes every array of a system and commits it. */
export async function program(client: SpuClient, system: CodedSystem): Promise<void> {
  const { rows, cells, couplings, drive, blocks, start } = system;
  const crc32c: Partial<Record<ArrayId, number>> = {};
  const arrays: ArrayId[] = [];
  const write = async (
    array: ArrayId,
    codes: CodeArray,
    shape: { rows: number; columns: number },
  ): Promise<void> => {
    crc32c[array] = must(await client.write(array, codes, shape)).crc32c;
    arrays.push(array);
  };
  must(await client.writeRegisters({ identityBlocks: blocks === undefined ? 1 : 0 }));
  await write(ArrayId.COUPLINGS, couplings, { rows, columns: cells });
  await write(ArrayId.DRIVE, drive, { rows: 1, columns: cells });
  if (blocks !== undefined) {
    await write(ArrayId.BLOCKS, blocks.codes, { rows: rows / blocks.size, columns: blocks.size ** 2 });
  }
  if (start !== undefined) await write(ArrayId.START, start, { rows: 1, columns: cells });
  must(await client.commit({ arrays, rows, cells, crc32c }));
}
