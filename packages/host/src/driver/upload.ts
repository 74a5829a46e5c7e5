import {
  ArrayId,
  type CodeArray,
  type Outcome,
  type RegisterValues,
  type SpuClient,
} from '@thermoloop/protocol';
import { required } from './device-error.js';

/** Codes of one array in the shape in which they are written. */
export interface ArrayUpload {
  readonly array: ArrayId;
  readonly codes: CodeArray;
  readonly rows: number;
  readonly columns: number;
}

/** The answered part of an upload: what the commit needs. */
export interface Uploaded {
  readonly arrays: readonly ArrayId[];
  readonly rows: number;
  readonly cells: number;
  readonly crc32c: Partial<Record<ArrayId, number>>;
}

/**
 * Sends registers and arrays, in this order and without waiting in between, and returns when all have been answered.
 * @param arrays couplings first
 * @throws DeviceError for the first refusal in the order of sending
 */
export async function upload(
  client: SpuClient,
  registers: Partial<RegisterValues>,
  arrays: readonly ArrayUpload[],
): Promise<Uploaded> {
  const written = client.writeRegisters(registers);
  const sent = arrays.map(({ array, codes, rows, columns }) => client.write(array, codes, { rows, columns }));
  required(await written);
  const outcomes: Outcome<{ crc32c: number }>[] = await Promise.all(sent);
  const crc32c: Partial<Record<ArrayId, number>> = {};
  outcomes.forEach((outcome, i) => {
    crc32c[arrays[i]!.array] = required(outcome).crc32c;
  });
  const couplings = arrays.find(({ array }) => array === ArrayId.COUPLINGS);
  if (couplings === undefined) throw new RangeError('a problem has couplings');
  return { arrays: arrays.map(({ array }) => array), rows: couplings.rows, cells: couplings.columns, crc32c };
}
