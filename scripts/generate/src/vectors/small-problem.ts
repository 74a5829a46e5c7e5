import type { Conversation } from './conversation.js';
import { crc32c } from './crc32c.js';

/** CodeKind and ArrayId. */
export const [INT8, INT16] = [0, 1];
export const [COUPLINGS, BLOCKS, DRIVE, START, READOUT] = [0, 1, 2, 3, 4];

/** The codes of a 1 × 2 problem. */
export const couplingCodes = '0102';
export const driveCodes = '0a00f6ff';
export const crcOf = (codes: string): number => crc32c(Buffer.from(codes, 'hex'));

export const writeCouplings = {
  array: COUPLINGS,
  codeKind: INT8,
  rows: 1,
  columns: 2,
  totalBytes: 2,
  position: 0,
};
export const writeDrive = { array: DRIVE, codeKind: INT16, rows: 1, columns: 2, totalBytes: 4, position: 2 };
export const commit = {
  arrays: (1 << COUPLINGS) | (1 << DRIVE),
  rows: 1,
  cells: 2,
  crc32c: [crcOf(couplingCodes), 0, crcOf(driveCodes), 0],
};
export const run = {
  start: 2,
  latch: 0,
  observation: 0,
  reads: 1,
  repeats: 1,
  carryTicks: '0',
  runTicks: '1000',
  spacingTicks: '0',
};

/** TestInput. */
export const [ZERO, LOOPBACK] = [0, 2];
/** Two conversions of 0 V, and one of each drive code through a loopback. */
export const measureZero = {
  input: ZERO,
  codeKind: INT16,
  reads: 2,
  count: 0,
  dacConverter: 0,
  adcConverter: 0,
  delayTicks: '0',
  measureIndex: 0,
};
export const measureLoopback = {
  ...measureZero,
  input: LOOPBACK,
  reads: 1,
  count: 2,
  dacConverter: 1,
  adcConverter: 2,
  delayTicks: '1000',
  codes: driveCodes,
};

/** Both arrays, written whole; `positionBytes` of codes were announced before in the session. */
export function written(c: Conversation, positionBytes = 0): void {
  const couplings = c.command('WRITE', { ...writeCouplings, position: positionBytes });
  c.data(couplings, { offset: 0, array: COUPLINGS, codes: couplingCodes }, { flags: 3 });
  c.good(couplings, { crc32c: crcOf(couplingCodes) });
  const drive = c.command('WRITE', { ...writeDrive, position: positionBytes + 2 });
  c.data(drive, { offset: 0, array: DRIVE, codes: driveCodes }, { flags: 3 });
  c.good(drive, { crc32c: crcOf(driveCodes) });
}
