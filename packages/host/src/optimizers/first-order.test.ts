import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { optimizerContext } from '../testing/optimizer-context.js';
import type { Evaluation } from '../curvature/evaluation.js';
import { adam } from './adam.js';
import { momentum } from './momentum.js';
import { sgd } from './sgd.js';

interface Fixture {
  gradients: number[][];
  adam: { settings: object; directions: number[][] }[];
  momentum: { settings: object; directions: number[][] }[];
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

test("sgd's direction is the gradient", async () => {
  const optimizer = await sgd.create({}, optimizerContext(size));
  const evaluation = evaluationOf(fixture.gradients[0]!);
  expect((await optimizer.direction(evaluation, 1)).direction).toEqual(evaluation.gradient);
});
