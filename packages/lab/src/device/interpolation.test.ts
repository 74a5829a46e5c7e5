import { HostMeter, SpuDriver, WoodburySolver, type NaturalGradientProblem } from '@thermoloop/host';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resolveChip } from '../chips/resolve-chip.js';
import { readMachine } from '../machines/machine-file.js';
import { openDevice, type OpenDevice } from './open-device.js';
import { mnistProblems, type CurvedEvaluation } from './testing/mini-batch-problems.js';

// Through the emulator's threads and the protocol, on chips/ideal without noise.
let device: OpenDevice;
let meter: HostMeter;
let evaluations: CurvedEvaluation[];
beforeAll(async () => {
  const clock = new VirtualClock();
  meter = new HostMeter(readMachine('reference').model, clock);
  device = await openDevice({ kind: 'emulator', chip: resolveChip('ideal', {}) }, clock);
  evaluations = await mnistProblems(3);
});
afterAll(() => device.close());

const openDriver = () => SpuDriver.open(device.client, { range: 'track', threads: 2, seed: 1n, meter });

function problem(
  { gradient, gradientPeak, factor }: CurvedEvaluation,
  settings: Pick<NaturalGradientProblem, 'runTimeTau' | 'start'>,
): NaturalGradientProblem {
  return { gradient, gradientPeak, factor, damping: 0.1, temperature: 0, reads: 1, ...settings };
}

test('a run of no time from the gradient is the gradient, bit for bit', async () => {
  const driver = await openDriver();
  for (const evaluation of evaluations) {
    const { solution } = await driver.solve(problem(evaluation, { runTimeTau: 0, start: 'gradient' }));
    expect(Buffer.from(solution.buffer)).toEqual(Buffer.from(evaluation.gradient.buffer));
  }
  await driver.close();
});

test('after 200 τ with damping 0.1 the state is the natural gradient of ngd-woodbury to 1e-4', async () => {
  const driver = await openDriver();
  for (const { gradient, gradientPeak, factor } of evaluations) {
    const shape = {
      rows: factor.rows,
      columns: factor.columns,
      blockSize: factor.blocks!.size,
      damping: 0.1,
      threads: 2,
      dtype: 'float32',
    } as const;
    const woodbury = await WoodburySolver.compile(shape, 'float64');
    const exact = await woodbury.solve({ matrix: factor.matrix, blocks: factor.blocks!.values, gradient });
    const evaluation = { gradient, gradientPeak, factor } as CurvedEvaluation;
    for (const start of ['gradient', 'zero'] as const) {
      const { solution } = await driver.solve(problem(evaluation, { runTimeTau: 200, start }));
      expect(relativeError(solution, exact)).toBeLessThan(1e-4);
    }
    await woodbury.release();
  }
  await driver.close();
});

test.each([
  ['powers of two', 4, 0.125, 0],
  ['other factors', 3, 0.7, 1e-6],
])(
  'changing the state scale in mid-run by %s leaves the trajectory as it was',
  async (_, up, down, tolerance) => {
    const trajectory = async (changes: readonly (number | undefined)[]) => {
      const driver = await openDriver();
      const solutions: Float32Array[] = [];
      let rescales = 0;
      for (const [k, evaluation] of evaluations.entries()) {
        const change = changes[k];
        if (change !== undefined) driver.setStateScale(change * driver.snapshot().last!.stateScale);
        const { solution, report } = await driver.solve(
          problem(evaluation, { runTimeTau: 2, start: 'previous' }),
        );
        rescales += report.rescales;
        solutions.push(solution);
      }
      await driver.close();
      return { solutions, rescales };
    };
    const straight = await trajectory([]);
    const changed = await trajectory([undefined, up, down]);
    expect(straight.rescales).toBe(0);
    expect(changed.rescales).toBe(2);
    for (const [k, solution] of changed.solutions.entries()) {
      const error = relativeError(solution, straight.solutions[k]!);
      if (tolerance === 0) expect(error).toBe(0);
      else expect(error).toBeLessThan(tolerance);
    }
  },
);

function relativeError(x: ArrayLike<number>, reference: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < reference.length; i++) {
    difference += (x[i]! - reference[i]!) ** 2;
    size += reference[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}
