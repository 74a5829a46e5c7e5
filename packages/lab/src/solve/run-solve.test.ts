import { expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSolve } from './run-solve.js';

const folder = mkdtempSync(join(tmpdir(), 'solve-'));
const files = { matrix: join(folder, 'A.csv'), rhs: join(folder, 'b.csv') };
writeFileSync(files.matrix, '2.5,1.5,0\n1.5,2.5,0\n0,0,2\n');
writeFileSync(files.rhs, '1\n-2\n3\n');
const rhs = [1, -2, 3];
const never = new AbortController().signal;

// The eigenvalues and eigenvectors of A, by hand.
const half = Math.SQRT1_2;
const modes = [
  { rate: 1, vector: [half, -half, 0] },
  { rate: 2, vector: [0, 0, 1] },
  { rate: 4, vector: [half, half, 0] },
];
const spectral = (f: (rate: number) => number): number[][] =>
  [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => modes.reduce((sum, { rate, vector }) => sum + f(rate) * vector[i]! * vector[j]!, 0)),
  );

const trajectories = 20_000;
/** Of an entry that is right to lie beyond: 4e-8 for a normal one; two chips, three times and 9 entries make 2e-6. */
const mostDeviations = 5.5;

test.each(['ideal', 'ideal-sde'])(
  'mean (I − e^{−At})A⁻¹b and covariance κA⁻¹(I − e^{−2At}) of 20 000 trajectories of %s',
  async (chip) => {
    const temperature = 0.3;
    const { results } = await runSolve(
      {
        ...files,
        chip,
        runTimes: '0.5,2,20',
        trajectories: String(trajectories),
        temperature: String(temperature),
      },
      never,
    );
    expect(results.map(({ runTimeTau }) => runTimeTau)).toEqual([0.5, 2, 20]);
    for (const { runTimeTau, mean, covariance } of results) {
      const t = runTimeTau!;
      const response = spectral((rate) => -Math.expm1(-rate * t) / rate);
      const expected = spectral((rate) => (temperature * -Math.expm1(-2 * rate * t)) / rate);
      for (let i = 0; i < 3; i++) {
        const exactMean = response[i]!.reduce((sum, value, j) => sum + value * rhs[j]!, 0);
        const meanError = Math.sqrt(expected[i]![i]! / trajectories);
        expect(Math.abs(mean[i]! - exactMean) / meanError).toBeLessThan(mostDeviations);
        for (let j = 0; j <= i; j++) {
          const spread = (expected[i]![i]! * expected[j]![j]! + expected[i]![j]! ** 2) / (trajectories - 1);
          const deviation = Math.abs(covariance[i]![j]! - expected[i]![j]!) / Math.sqrt(spread);
          expect(deviation).toBeLessThan(mostDeviations);
        }
      }
    }
  },
);

test('the same seed gives the same trajectories, another seed others', async () => {
  const flags = { ...files, runTimes: '1', trajectories: '100' };
  const meanOf = async (seed: string) => (await runSolve({ ...flags, seed }, never)).results[0]!.mean;
  const first = await meanOf('3');
  expect(await meanOf('3')).toEqual(first);
  expect(await meanOf('4')).not.toEqual(first);
});

test('without noise one trajectory is the closed form to the precision of f32', async () => {
  const { results, exactSolution } = await runSolve(
    { ...files, runTimes: '50', trajectories: '1', temperature: '0' },
    never,
  );
  results[0]!.mean.forEach((value, i) => expect(Math.abs(value! - exactSolution[i]!)).toBeLessThan(1e-5));
});
