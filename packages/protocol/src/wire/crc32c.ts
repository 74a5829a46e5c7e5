/**
 * CRC-32C (Castagnoli): polynomial 0x1EDC6F41, reflected, initial value and final xor 0xFFFFFFFF; of the ASCII
 * digits 1 to 9 it is 0xE3069283.
 */

const POLYNOMIAL = 0x82f63b78;

/** Below this many bytes the call into native code costs more than it saves. */
const NATIVE_FROM_BYTES = 256;

type Crc32c = (bytes: Uint8Array, previous?: number) => number;

/** Eight tables: table k advances a byte over k more bytes of zeros. */
const tables = (() => {
  const all = new Uint32Array(8 * 256);
  for (let n = 0; n < 256; n++) {
    let crc = n;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    all[n] = crc;
  }
  for (let i = 256; i < all.length; i++) {
    const before = all[i - 256]!;
    all[i] = (before >>> 8) ^ all[before & 0xff]!;
  }
  return all;
})();

/** In plain JavaScript, eight bytes at a time; `previous` is the CRC of what came before. */
export function softwareCrc32c(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  let at = 0;
  for (const whole = bytes.length - 7; at < whole; at += 8) {
    const low = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      tables[1792 + (low & 0xff)]! ^
      tables[1536 + ((low >>> 8) & 0xff)]! ^
      tables[1280 + ((low >>> 16) & 0xff)]! ^
      tables[1024 + (low >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ tables[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
}

async function nativeCrc32c(): Promise<Crc32c | undefined> {
  try {
    const { crc32c: native } = await import('@node-rs/crc32');
    return native;
  } catch {
    return undefined; // no prebuilt for this platform
  }
}

const bulkCrc32c = (await nativeCrc32c()) ?? softwareCrc32c;

/** The CRC-32C of `bytes` after bytes whose CRC-32C is `previous` (0: none). */
export const crc32c: Crc32c = (bytes, previous = 0) =>
  bytes.length < NATIVE_FROM_BYTES ? softwareCrc32c(bytes, previous) : bulkCrc32c(bytes, previous);

/** Product of two polynomials modulo the CRC's, coefficients from the highest bit down. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let mask = 0x8000_0000; mask !== 0; mask >>>= 1) {
    if (a & mask) product ^= b;
    b = b & 1 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
  }
  return product >>> 0;
}

/** x^(8·2^n) for n = 0, 1, … */
const byteShifts = (() => {
  const shifts = [0x0080_0000]; // x^8
  for (let n = 1; n < 53; n++) shifts.push(multiply(shifts[n - 1]!, shifts[n - 1]!));
  return shifts;
})();

function shiftOver(bytes: number): number {
  let shift = 0x8000_0000; // 1
  for (let n = 0, rest = bytes; rest > 0; n++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiply(byteShifts[n]!, shift);
  }
  return shift;
}

let lastBytes = 0;
let lastShift = shiftOver(0);

/** The CRC-32C of two pieces in a row from the CRC-32C of each: no pass over the bytes. */
export function joinCrc32c(first: number, second: number, secondBytes: number): number {
  if (secondBytes !== lastBytes) {
    lastShift = shiftOver(secondBytes);
    lastBytes = secondBytes;
  }
  return (multiply(lastShift, first) ^ second) >>> 0;
}
