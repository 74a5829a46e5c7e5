import type { CodedSystem } from './direct-host.js';

/** N = 2, r = 1, B = [1 2], S = 0.5, g = [1, −1]: the system whose mean and covariance are known to all digits. */
export const golden: CodedSystem = {
  rows: 1,
  cells: 2,
  couplings: Float32Array.of(1, 2),
  blocks: { size: 1, codes: Float32Array.of(0.5) },
  drive: Float32Array.of(1, -1),
};
