import {
  HostMeter,
  peakOf,
  SpuDriver,
  stepBudget,
  WoodburySolver,
  type NaturalGradientProblem,
  type PlacedExchange,
  type StepBudget,
} from '@thermoloop/host';
import { openDevice, readMachine, resolveChip } from '@thermoloop/lab';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { quietChanges, type PlantedFault } from './planted-fault.js';
import { randomProblem } from './random-problem.js';

/** ± volts of the fixed range. */
const rangeV = 0.5;

/** The budget of one solution by an emulated chip with a planted fault. The seed is that of problem, silicon and noise. */
export async function plantedBudget(fault: PlantedFault, seed: number): Promise<StepBudget> {
  const problem = randomProblem(seed, fault.problem);
  const chip = resolveChip('reference', {
    ...quietChanges,
    ...fault.changes,
    'chip.instanceSeed': seed,
  });
  const clock = new VirtualClock();
  const device = await openDevice({ kind: 'emulator', chip }, clock);
  try {
    const driver = await SpuDriver.open(device.client, {
      range: fault.narrow ? { fixed: rangeV } : 'track',
      ...(fault.narrow && { stateScale: (await largestEntry(problem)) / (2 * rangeV) }),
      threads: 1,
      seed: BigInt(seed),
      meter: new HostMeter(readMachine('reference').model, clock),
    });
    const exchanges: PlacedExchange[] = [];
    for (const { offset, part } of fault.tiled ? halvesOf(problem) : [{ offset: 0, part: problem }]) {
      const { exchange } = await driver.solve(part);
      exchanges.push({ offset, exchange: exchange! });
    }
    await driver.close();
    const { gradient, factor } = problem;
    const { adc } = chip.spec;
    const known = adc.kind === 'ideal' ? {} : { readoutNoiseCodesRms: adc.inputReferredNoiseLsbRms };
    return await stepBudget({ gradient, factor, exchanges }, known, 1);
  } finally {
    await device.close();
  }
}

/** max |A⁻¹g|. */
async function largestEntry({ factor, gradient, damping }: NaturalGradientProblem): Promise<number> {
  const { rows, columns, matrix, blocks } = factor;
  const shape = { rows, columns, damping, threads: 1, dtype: 'float32' as const };
  const solver = await WoodburySolver.compile(
    { ...shape, ...(blocks && { blockSize: blocks.size }) },
    'float64',
  );
  const solution = await solver.solve({ matrix, gradient, ...(blocks && { blocks: blocks.values }) });
  await solver.release();
  return peakOf(Float32Array.from(solution));
}

/** The halves of a problem, each with its columns of B. */
function halvesOf(problem: NaturalGradientProblem): { offset: number; part: NaturalGradientProblem }[] {
  const { gradient, factor } = problem;
  const { rows, columns, matrix } = factor;
  const half = columns / 2;
  return [0, half].map((offset) => {
    const share = gradient.slice(offset, offset + half);
    const part = new Float32Array(rows * half);
    for (let row = 0; row < rows; row++) {
      const from = row * columns + offset;
      part.set(matrix.subarray(from, from + half), row * half);
    }
    return {
      offset,
      part: {
        ...problem,
        gradient: share,
        gradientPeak: peakOf(share),
        factor: { ...factor, columns: half, matrix: part, matrixPeak: peakOf(part) },
      },
    };
  });
}
