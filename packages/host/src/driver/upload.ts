import { ArrayId, type RegisterValues } from '@thermoloop/protocol';
import type { ArrayUpload, DeviceSession } from './device-session.js';

/** The answered part of an upload: what the commit needs. */
export interface Uploaded {
  readonly arrays: readonly ArrayId[];
  readonly rows: number;
  readonly cells: number;
  readonly crc32c: Partial<Record<ArrayId, number>>;
}

/**
 * Sends registers and arrays of a run, in this order and without waiting in between, and returns when all have been
 * answered.
 * @param arrays couplings first
 * @throws DeviceError for the first refusal in the order of sending
 */
export async function upload(
  session: DeviceSession,
  run: number,
  registers: Partial<RegisterValues>,
  arrays: readonly ArrayUpload[],
): Promise<Uploaded> {
  const written = session.registers(run, registers);
  const sent = arrays.map((upload) => ({ upload, write: session.write(run, upload) }));
  await session.acknowledged(written);
  const crc32c: Partial<Record<ArrayId, number>> = {};
  for (const { upload, write } of sent) crc32c[upload.array] = (await session.acknowledged(write)).crc32c;
  const couplings = arrays.find(({ array }) => array === ArrayId.COUPLINGS);
  if (couplings === undefined) throw new RangeError('a problem has couplings');
  return { arrays: arrays.map(({ array }) => array), rows: couplings.rows, cells: couplings.columns, crc32c };
}
