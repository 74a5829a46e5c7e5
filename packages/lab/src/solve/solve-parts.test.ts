import { expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../input-error.js';
import { readCsv } from './read-csv.js';
import { sampleMoments } from './sample-moments.js';
import { spdSystem } from './spd-system.js';

const folder = mkdtempSync(join(tmpdir(), 'solve-'));

function csv(text: string, name = 'A.csv') {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const table = (text: string) => ({ ...readCsv(csv(text), '--matrix'), path: 'A.csv' });
const rhs = (text: string) => ({ ...readCsv(csv(text, 'b.csv'), '--rhs'), path: 'b.csv' });

test('a table is read by rows, whatever sets its numbers apart', () => {
  for (const text of ['1,2\n3,4', '1; 2\r\n3;4\r\n', ' 1 2 \n\n3\t4\n']) {
    expect(readCsv(csv(text), '--matrix')).toEqual({
      rows: 2,
      columns: 2,
      values: Float64Array.of(1, 2, 3, 4),
    });
  }
});

test.each([
  ['1,2\n3,x', 'line 2, column 2: found "x", expected a finite number'],
  ['1,2\n3,NaN', 'line 2, column 2: found "NaN", expected a finite number'],
  ['1,\n3,4', 'line 1, column 2: found "", expected a finite number'],
  ['1,2\n3', 'line 2: found 1 numbers, expected 2, as in line 1'],
  ['', 'found no numbers, expected rows of numbers'],
])('%j is refused: %s', (text, message) => {
  expect(() => readCsv(csv(text), '--matrix')).toThrow(message);
});

test('A = λI + BᵀB with λ half the smallest eigenvalue', async () => {
  // eigenvalues 1, 2 and 4 along (1, −1, 0), (0, 0, 1) and (1, 1, 0)
  const a = [2.5, 1.5, 0, 1.5, 2.5, 0, 0, 0, 2];
  const { order, damping, factor } = await spdSystem(table('2.5,1.5,0\n1.5,2.5,0\n0,0,2'), rhs('1\n2\n3'), 1);
  expect(order).toBe(3);
  expect(damping).toBeCloseTo(0.5, 12);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let product = i === j ? damping : 0;
      for (let k = 0; k < 3; k++) product += factor[k * 3 + i]! * factor[k * 3 + j]!;
      expect(product).toBeCloseTo(a[i * 3 + j]!, 12);
    }
  }
});

test.each([
  ['1,2,3\n4,5,6', '1,2', 'not square: 2 × 3'],
  ['1,2\n2.1,5', '1,2', 'not symmetric: row 2, column 1 is 2.1, its mirror image 2'],
  ['1,2\n2,1', '1,2', 'not positive definite: its smallest eigenvalue is -1.00'],
  ['1,1\n1,1', '1,2', 'not positive definite'],
  ['2,1\n1,2', '1,2,3', 'found 1 × 3 numbers, expected one row or one column of 2'],
  ['2,1\n1,2', '1,2\n3,4', 'found 2 × 2 numbers'],
])('A = %j with b = %j is refused: %s', async (a, b, message) => {
  const refusal = spdSystem(table(a), rhs(b), 1);
  await expect(refusal).rejects.toThrow(InputError);
  await expect(refusal).rejects.toThrow(message);
});

test('mean and covariance of a sample', () => {
  const samples = Float32Array.of(1, 10, 3, 14, 5, 18);
  expect(sampleMoments(samples, 2)).toEqual({
    mean: [3, 14],
    covariance: [
      [4, 8],
      [8, 16],
    ],
  });
});
