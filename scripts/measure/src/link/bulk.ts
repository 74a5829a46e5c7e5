import { ArrayId, dialDevice, parseDeviceUrl, SpuClient } from '@thermoloop/protocol';
import { VirtualClock } from '@thermoloop/sim-kernel';

/** What is moved at a time: the couplings of a step of mnist-cnn, one byte each. */
export const bulkShape = { rows: 640, columns: 9098 };
export const bulkBytes = bulkShape.rows * bulkShape.columns;
export const bulkChip = 'reference';

export async function connectTo(url: string): Promise<SpuClient> {
  const connected = await SpuClient.connect(await dialDevice(parseDeviceUrl(url)), new VirtualClock());
  if (!connected.ok) throw new Error(connected.error.sentence());
  return connected.value;
}

/** Writes the couplings once, until the device has them all and has answered. */
export async function moveBulk(client: SpuClient, codes: Int8Array): Promise<void> {
  const written = await client.write(ArrayId.COUPLINGS, codes, bulkShape);
  if (!written.ok) throw new Error(written.error.sentence());
}

export const bulkCodes = (): Int8Array => Int8Array.from({ length: bulkBytes }, (_, i) => (i % 255) - 127);
