import type { SpuClient } from '../client/client.js';
import { ArrayId } from '../generated/enums.js';
import type { Outcome } from '../wire-error.js';

/** A problem of a few hundred cells: its couplings have one byte a code, its drive two. */
export interface TestProblem {
  readonly couplings: Int8Array;
  readonly drive: Int16Array;
  readonly rows: number;
}

/** Different numbers give problems that differ in every code. */
export const testProblem = (number: number, rows = 3, cells = 700): TestProblem => ({
  couplings: Int8Array.from({ length: rows * cells }, (_, i) => ((i + 31 * number) % 127) - 63),
  drive: Int16Array.from({ length: cells }, (_, i) => ((i + 357 * number) % 2047) - 1023),
  rows,
});

/** Writes both arrays and arms the bank. */
export async function upload(
  client: SpuClient,
  { couplings, drive, rows }: TestProblem,
): Promise<Outcome<void>> {
  const commit = await write(client, { couplings, drive, rows });
  return commit.ok ? client.commit(commit.value) : commit;
}

type Commit = Parameters<SpuClient['commit']>[0];

/** Writes both arrays; the value is what `commit` takes. */
export async function write(
  client: SpuClient,
  { couplings, drive, rows }: TestProblem,
): Promise<Outcome<Commit>> {
  const cells = drive.length;
  const [b, g] = await Promise.all([
    client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }),
    client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }),
  ]);
  if (!b.ok) return b;
  if (!g.ok) return g;
  return {
    ok: true,
    value: {
      arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE],
      rows,
      cells,
      crc32c: { [ArrayId.COUPLINGS]: b.value.crc32c, [ArrayId.DRIVE]: g.value.crc32c },
    },
  };
}

/** Byte for byte; toEqual takes milliseconds for a thousand codes. */
export const sameBytes = (a: ArrayBufferView | undefined, b: ArrayBufferView): boolean =>
  a !== undefined &&
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
