import { expect, test } from '@jest/globals';
import { heldRelaxation, liveRelaxation } from './relaxation.js';

const eigenvalues = [1e-3, 0.2, 1, 7];

test.each(eigenvalues)('live reads of a mode of eigenvalue %p are the mean over their times', (a) => {
  const [start, reads, spacing] = [0.8, 5, 0.3];
  const times = Array.from({ length: reads }, (_, k) => start + k * spacing);
  const meanOver = (value: (t: number) => number): number =>
    times.reduce((sum, t) => sum + value(t), 0) / reads;
  const { kept, noise } = liveRelaxation(start, reads, spacing);
  expect(kept(a)).toBeCloseTo(
    meanOver((t) => Math.exp(-a * t)),
    12,
  );
  // Covariance of an Ornstein-Uhlenbeck process from a certain start.
  const covariance = (t: number, u: number): number =>
    (Math.exp(-a * Math.abs(t - u)) - Math.exp(-a * (t + u))) / a;
  const variance = meanOver((t) => meanOver((u) => covariance(t, u)));
  expect(noise(a) / variance).toBeCloseTo(1, 9);
});

test.each(eigenvalues)('one live read of a mode of eigenvalue %p is a held one', (a) => {
  const [held, live] = [heldRelaxation(1.3), liveRelaxation(1.3, 1, 0.5)];
  expect(live.kept(a)).toBeCloseTo(held.kept(a), 13);
  expect(live.noise(a) / held.noise(a)).toBeCloseTo(1, 9);
});
