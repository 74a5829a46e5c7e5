import { ArrayId, codeArrayConstructor, StartState } from '@thermoloop/protocol';
import type { CodedProblem, RunOfCells, SpuBench } from './spu-bench.js';

/** Trajectories of one problem from zero: sums over them for each cell, in codes. */
export interface Trajectories {
  /** of the even and of the odd ones: independent of each other */
  readonly means: readonly [Float64Array, Float64Array];
  readonly variances: Float64Array;
  readonly count: number;
  /** of the first so many readings, about the mean of their cell */
  readonly deviations: Float64Array;
}

const keptDeviations = 65_536;

/** Runs a problem from zero as often as asked for, in as few commands as the readout holds. */
export async function trajectoriesOf(
  spu: SpuBench,
  problem: CodedProblem,
  run: Pick<RunOfCells, 'noise' | 'readoutGain' | 'runTicks'>,
  count: number,
): Promise<Trajectories> {
  const { cells } = problem;
  const atOnce = atOnceOf(spu, cells);
  const sums = [new Float64Array(cells), new Float64Array(cells)] as const;
  const squares = new Float64Array(cells);
  const kept: number[] = [];
  // near the mean of each cell, so that squares keep their digits
  let centre = new Float64Array(cells);
  for (let done = 0; done < count;) {
    const order = { ...run, start: StartState.ZERO, repeats: Math.min(atOnce, count - done) };
    const { codes } = done === 0 ? await spu.run(problem, order) : await spu.again(order);
    if (done === 0) centre = Float64Array.from(codes.subarray(0, cells));
    for (let first = 0; first < codes.length; first += cells, done++) {
      const sum = sums[done % 2]!;
      for (let i = 0; i < cells; i++) {
        const deviation = codes[first + i]! - centre[i]!;
        sum[i]! += deviation;
        squares[i]! += deviation * deviation;
        if (kept.length < keptDeviations) kept.push(deviation);
      }
    }
  }
  const [even, odd] = sums;
  const [evens, odds] = [Math.ceil(count / 2), Math.floor(count / 2)];
  const mean = even.map((sum, i) => (sum + odd[i]!) / count);
  return {
    means: [even.map((sum, i) => centre[i]! + sum / evens), odd.map((sum, i) => centre[i]! + sum / odds)],
    variances: squares.map((square, i) => (square - count * mean[i]! ** 2) / (count - 1)),
    count,
    deviations: Float64Array.from(kept, (deviation, at) => deviation - mean[at % cells]!),
  };
}

function atOnceOf({ capabilities }: SpuBench, cells: number): number {
  const { readoutBufferBytes, formats, runFeatures } = capabilities;
  const bytes = codeArrayConstructor(formats[ArrayId.READOUT].kind).BYTES_PER_ELEMENT * cells;
  return runFeatures.repeats ? Math.max(1, Math.floor(readoutBufferBytes / bytes)) : 1;
}
