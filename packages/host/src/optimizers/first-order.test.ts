import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { optimizerContext } from '../testing/optimizer-context.js';
import type { Evaluation } from '../curvature/evaluation.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { momentum } from './momentum.js';
import { sgd } from './sgd.js';

interface Fixture {
  gradients: number[][];
  adam: { settings: object; directions: number[][] }[];
  momentum: { settings: object; directions: number[][] }[];
  adamw: { start: number[]; rates: number[]; cases: { settings: object; parameters: number[][] }[] };
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/first-order.json', import.meta.url), 'utf8'),
) as Fixture;
const size = fixture.gradients[0]!.length;

function evaluationOf(gradient: readonly number[]): Evaluation {
  return {
    loss: 1,
    parameters: new Float32Array(gradient.length),
    gradient: Float32Array.from(gradient),
    gradientPeak: Math.max(...gradient.map(Math.abs)),
    accuracy: 0,
  };
}

function expectClose(found: Float32Array, expected: readonly number[]): void {
  expected.forEach((value, i) =>
    expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(2e-6 * Math.abs(value)),
  );
}

describe.each([
  ['adam', adam, fixture.adam],
  ['momentum', momentum, fixture.momentum],
] as const)('%s', (_, entry, cases) => {
  test.each(cases)('gives the directions of its definition: $settings', async ({ settings, directions }) => {
    const optimizer = await entry.create(settings, optimizerContext(size));
    for (const [i, gradient] of fixture.gradients.entries()) {
      const { direction } = await optimizer.direction(evaluationOf(gradient), i + 1);
      expectClose(direction, directions[i]!);
    }
  });

  test('goes on from a snapshot as if it had not stopped', async () => {
    const { settings, directions } = cases[0]!;
    const stopped = await entry.create(settings, optimizerContext(size));
    for (let i = 0; i < 4; i++) await stopped.direction(evaluationOf(fixture.gradients[i]!), i + 1);
    const state = stopped.snapshot!();
    await stopped.direction(evaluationOf(fixture.gradients[4]!), 5);
    const resumed = await entry.create(settings, optimizerContext(size));
    resumed.restore!(state);
    for (let i = 4; i < directions.length; i++) {
      const { direction } = await resumed.direction(evaluationOf(fixture.gradients[i]!), i + 1);
      expectClose(direction, directions[i]!);
    }
  });

  test('refuses the state of another number of parameters, and settings it does not have', async () => {
    const state = (await entry.create({}, optimizerContext(size + 1))).snapshot!();
    const optimizer = await entry.create({}, optimizerContext(size));
    expect(() => optimizer.restore!(state)).toThrow(/found 6 values, expected an array of 5/);
    await expect(entry.create({ gamma: 1 }, optimizerContext(size))).rejects.toThrow(/gamma/);
  });

  test('charges its work to the host', async () => {
    const context = optimizerContext(size);
    const optimizer = await entry.create({}, context);
    await optimizer.direction(evaluationOf(fixture.gradients[0]!), 1);
    expect(context.meter.take().timeSByStage['direction']).toBeGreaterThan(1e-6);
  });
});

describe('adamw', () => {
  const { start, rates, cases } = fixture.adamw;

  test.each(cases)(
    'decays the parameters beside the averages: $settings',
    async ({ settings, parameters }) => {
      const optimizer = await adamw.create(settings, optimizerContext(size));
      const theta = Float32Array.from(start);
      for (const [i, gradient] of fixture.gradients.entries()) {
        const { direction } = await optimizer.direction(
          { ...evaluationOf(gradient), parameters: theta },
          i + 1,
        );
        for (let k = 0; k < size; k++) theta[k]! -= rates[i]! * direction[k]!;
        // float32 rounding of eight updates of parameters of size 3
        parameters[i]!.forEach((value, k) => expect(Math.abs(theta[k]! - value)).toBeLessThan(2e-6));
      }
    },
  );

  test('is adam without decay, and decays by default', async () => {
    const plain = await adam.create({}, optimizerContext(size));
    const undecayed = await adamw.create({ weightDecay: 0 }, optimizerContext(size));
    const decayed = await adamw.create({}, optimizerContext(size));
    const evaluation = { ...evaluationOf(fixture.gradients[0]!), parameters: Float32Array.from(start) };
    const expected = (await plain.direction(evaluation, 1)).direction;
    expect((await undecayed.direction(evaluation, 1)).direction).toEqual(expected);
    expect((await decayed.direction(evaluation, 1)).direction).not.toEqual(expected);
  });

  test('goes on from a snapshot as if it had not stopped', async () => {
    const evaluations = fixture.gradients.map((gradient) => ({
      ...evaluationOf(gradient),
      parameters: Float32Array.from(start),
    }));
    const whole = await adamw.create({}, optimizerContext(size));
    const resumed = await adamw.create({}, optimizerContext(size));
    for (const [i, evaluation] of evaluations.entries()) {
      if (i === 4) resumed.restore!(whole.snapshot!());
      const expected = (await whole.direction(evaluation, i + 1)).direction.slice();
      if (i >= 4) expect((await resumed.direction(evaluation, i + 1)).direction).toEqual(expected);
    }
  });
});

test("sgd's direction is the gradient", async () => {
  const optimizer = await sgd.create({}, optimizerContext(size));
  const evaluation = evaluationOf(fixture.gradients[0]!);
  expect((await optimizer.direction(evaluation, 1)).direction).toEqual(evaluation.gradient);
});
