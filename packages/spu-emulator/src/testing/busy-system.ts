import type { CodedSystem } from './direct-host.js';

const rows = 400;
const cells = 10_000;

/** For f32 codes: so many rows that their Gram matrix keeps the physics busy for some tenths of a second. */
export const busySystem: CodedSystem = {
  rows,
  cells,
  couplings: new Float32Array(rows * cells).fill(0.01),
  drive: new Float32Array(cells).fill(1),
};
