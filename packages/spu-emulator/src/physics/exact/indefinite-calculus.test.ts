import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { apply, propagate, relativeError, systemMatrix } from '../../testing/dense.js';
import { randomSystem } from '../../testing/random-system.js';
import { meanAt, noiseOperator, type LinearSystem } from './closed-forms.js';
import { factorBlocks } from './factor-blocks.js';

const rows = 200;
const cells = 48;

function normals(length: number, name: string): Float64Array {
  const out = new Float64Array(length);
  RandomStream.named('rounded one by one', name).fillNormal(out);
  return out;
}

/** What a chip of 4 bits is sent: codes of ±7, a quarter of the rows zero, softmax blocks rounded element by element. */
const couplings = normals(rows * cells, 'couplings').map((value, at) =>
  Math.floor(at / cells) % 4 === 3 ? 0 : Math.max(-7, Math.min(7, Math.round(2 * value))),
);
const softmax = randomSystem({
  rows,
  cells,
  blockSize: 10,
  sharpest: 1,
  leak: 1,
  name: 'rounded one by one',
}).blocks!;
const system: LinearSystem = {
  rows,
  cells,
  couplings,
  blocks: { size: softmax.size, values: softmax.values.map((value) => Math.round(28 * value)) },
  couplingGain: 1e-3,
  leak: 0.5,
  drive: normals(cells, 'drive'),
};

test('the blocks have no factor, and there are more rows than cells', () => {
  expect(factorBlocks(system.blocks!)).toBeUndefined();
  expect(rows).toBeGreaterThan(3 * cells);
});

describe.each([0.7, 20])('200 rows of rank 48 against a matrix exponential, t = %d τ', (runTimeTau) => {
  const { decay, response, covariance } = propagate(systemMatrix(system), cells, runTimeTau);

  test('mean from the drive', () => {
    const fromZero = apply(response, system.drive);
    const wanted = apply(decay, system.drive).map((value, i) => value + fromZero[i]!);
    expect(relativeError(meanAt(system, system.drive, runTimeTau), wanted)).toBeLessThan(1e-11);
  });

  test('the noise operator twice is the covariance', () => {
    const operator = noiseOperator(system, runTimeTau);
    const ones = normals(cells, 'noise');
    expect(relativeError(operator(operator(ones)), apply(covariance, ones))).toBeLessThan(1e-11);
  });
});
