import type { CouplingArray } from '../couplings/coupling-array.js';
import { ensembleBlocks, type EnsembleBlock } from '../ensemble-blocks.js';
import { holdFixed } from '../fixed-cells.js';
import type { FixedCells, NormalSource, Trajectories, Watch } from '../physics.js';
import { decayFunction, noiseFunction } from './matrix-function.js';
import type { ModalCalculus } from './row-space.js';
import { symmetricProducts } from './symmetric-products.js';

/** What all trajectories of one relaxation from a fixed start have in common. */
export interface Ensemble {
  readonly array: CouplingArray;
  readonly calculus: ModalCalculus;
  readonly leak: number;
  /** r and N */
  readonly rows: number;
  readonly cells: number;
  readonly runTimeTau: number;
  readonly noiseVarianceV2: number;
  readonly noise: NormalSource;
  readonly trajectories: Trajectories;
  /** the mean at each sample */
  readonly means: readonly Float32Array[];
  readonly fixed?: FixedCells;
}

/** One increment of the deviation from the mean: D' = e^{−As}D + √κ √h(A) ξ, as coefficients and r × r operators. */
interface Increment {
  readonly kept: number;
  readonly keptOperator: Float64Array;
  readonly noise: number;
  readonly noiseOperator: Float64Array;
}

/**
 * Many trajectories side by side, exactly in distribution: from one sample to the next a deviation from the common mean
 * decays by e^{−As} and takes independent noise of covariance κA⁻¹(I − e^{−2As}). Returns where the last one ends.
 */
export async function relaxEnsemble(ensemble: Ensemble, watch: Watch): Promise<Float32Array> {
  const { trajectories, cells, runTimeTau } = ensemble;
  const { repeats, samples, spacingTau } = trajectories;
  const first = incrementOf(ensemble, runTimeTau);
  const next = samples === 1 || spacingTau === runTimeTau ? first : incrementOf(ensemble, spacingTau);
  const volts = new Float32Array(cells);
  for (const block of ensembleBlocks(repeats, cells)) {
    let deviations: Float32Array | undefined;
    for (let sample = 0; sample < samples; sample++) {
      watch.checkpoint();
      deviations = await advance(ensemble, block, sample, sample === 0 ? first : next, deviations);
      const mean = ensemble.means[sample] as Float32Array;
      for (let k = 0; k < block.count; k++) {
        for (let i = 0, at = k * cells; i < cells; i++, at++) {
          volts[i] = (mean[i] as number) + (deviations[at] as number);
        }
        holdFixed(volts, ensemble.fixed);
        watch.sampled(block.first + k, sample, volts);
      }
    }
  }
  return volts;
}

function incrementOf({ calculus, leak, noiseVarianceV2 }: Ensemble, runTimeTau: number): Increment {
  const decay = decayFunction(runTimeTau);
  const noise = noiseFunction(runTimeTau);
  const amplitude = Math.sqrt(noiseVarianceV2);
  return {
    kept: decay.at(leak),
    keptOperator: calculus.operator(decay),
    noise: amplitude * noise.at(leak),
    noiseOperator: calculus.operator(noise).map((value) => amplitude * value),
  };
}

async function advance(
  { array, rows, cells, noise, trajectories }: Ensemble,
  { first, count, room }: EnsembleBlock,
  sample: number,
  increment: Increment,
  before: Float32Array | undefined,
): Promise<Float32Array> {
  const { samples } = trajectories;
  const normals = new Float32Array(room * cells);
  if (samples === 1) noise.fillNormal(normals.subarray(0, count * cells), first * cells);
  else {
    for (let k = 0; k < count; k++) {
      noise.fillNormal(
        normals.subarray(k * cells, (k + 1) * cells),
        ((first + k) * samples + sample) * cells,
      );
    }
  }
  const weights = times(increment.noiseOperator, await array.project(normals, room), rows);
  if (before !== undefined) {
    const left = times(increment.keptOperator, await array.project(before, room), rows);
    for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) + (left[i] as number);
  }
  const coupled = await array.spread(weights, room);
  const out = normals;
  for (let i = 0; i < out.length; i++) {
    const kept = before === undefined ? 0 : increment.kept * (before[i] as number);
    out[i] = kept + increment.noise * (normals[i] as number) + (coupled[i] as number);
  }
  return out;
}

/** M x for each of the vectors x of length r. */
function times(matrix: Float64Array, vectors: Float64Array, rows: number): Float64Array {
  const out = new Float64Array(vectors.length);
  const each = (of: Float64Array): Float64Array[] =>
    Array.from({ length: of.length / rows }, (_, k) => of.subarray(k * rows, (k + 1) * rows));
  symmetricProducts(matrix, each(vectors), each(out));
  return out;
}
