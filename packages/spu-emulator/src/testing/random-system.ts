import { RandomStream } from '@thermoloop/sim-kernel';
import type { LinearSystem } from '../physics/exact/closed-forms.js';

/**
 * Couplings whose rows shrink, so that eigenvalues spread over decades, softmax blocks, and a gain that puts the
 * trace of the couplings at `sharpest`. Entries are whole numbers from −127 to 127 where `codes` is set.
 */
export function randomSystem(wanted: {
  rows: number;
  cells: number;
  blockSize: number;
  sharpest: number;
  leak: number;
  name: string;
  codes?: boolean;
}): LinearSystem {
  const { rows, cells, blockSize, sharpest, leak, name, codes = false } = wanted;
  const stream = RandomStream.named('random system', name);
  const couplings = new Float64Array(rows * cells);
  stream.child('couplings').fillNormal(couplings);
  for (let i = 0; i < couplings.length; i++) {
    const value = (couplings[i] as number) / (1 + Math.floor(i / cells) / 4);
    couplings[i] = codes ? Math.max(-127, Math.min(127, Math.round(30 * value))) : Math.fround(value);
  }
  const drive = new Float64Array(cells);
  stream.child('drive').fillNormal(drive);
  const logits = new Float64Array(rows);
  stream.child('logits').fillNormal(logits);
  const blocks = new Float64Array(rows * blockSize);
  for (let first = 0; first < rows; first += blockSize) {
    const odds = Array.from(logits.subarray(first, first + blockSize), (x) => Math.exp(x));
    const total = odds.reduce((a, b) => a + b);
    odds.forEach((a, i) =>
      odds.forEach((b, j) => {
        blocks[(first + i) * blockSize + j] = (i === j ? a / total : 0) - (a * b) / total ** 2;
      }),
    );
  }
  let trace = 0;
  for (let i = 0; i < rows; i++) {
    const diagonal = blocks[i * blockSize + (i % blockSize)] as number;
    for (let j = 0; j < cells; j++) trace += diagonal * (couplings[i * cells + j] as number) ** 2;
  }
  return {
    rows,
    cells,
    couplings,
    blocks: { size: blockSize, values: blocks },
    couplingGain: sharpest / trace,
    leak,
    drive: drive.map(Math.fround),
  };
}
