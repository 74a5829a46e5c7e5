import { chooseCalculus } from './choose-method.js';
import type { BlockMatrix } from '../block-matrix.js';
import { gramMatrix, project, spread } from '../couplings/dense-products.js';
import { superpose, type Superposition } from './superposition.js';
import type { RowSpaceProblem } from './row-space.js';

/** A linear system in f64: A = λI + ρBᵀSB (B r × N row-major, S by blocks, absent for S = I) and the drive g (N). */
export interface LinearSystem {
  readonly rows: number;
  readonly cells: number;
  readonly couplings: Float64Array;
  readonly blocks?: BlockMatrix;
  readonly couplingGain: number;
  readonly leak: number;
  readonly drive: Float64Array;
}

/** e^{−As}x₀ + F(A)g, the mean at time s = `runTimeTau` after the start x₀. Throws UnstableError. */
export function meanAt(system: LinearSystem, start: Float64Array, runTimeTau: number): Float64Array {
  const { couplings, rows, drive } = system;
  const projections = { start: project(couplings, rows, start), drive: project(couplings, rows, drive) };
  const { problem, calculus } = rowSpaceOf(system);
  return assemble(system, superpose(problem, calculus, projections, runTimeTau, 0), start, drive);
}

/** √h(A)ξ: from standard normals ξ, noise of covariance A⁻¹(I − e^{−2As}). Throws UnstableError. */
export function noiseOperator(
  system: LinearSystem,
  runTimeTau: number,
): (standardNormals: Float64Array) => Float64Array {
  const { problem, calculus } = rowSpaceOf(system);
  return (normals) => {
    const projections = { noise: project(system.couplings, system.rows, normals) };
    const sum = superpose(problem, calculus, projections, runTimeTau, 1);
    const coupled = spread(system.couplings, system.cells, sum.rows);
    return coupled.map((value, i) => value + sum.noise * (normals[i] as number));
  };
}

/** A⁻¹g. Throws UnstableError. */
export function equilibriumMean(system: LinearSystem): Float64Array {
  return meanAt(system, new Float64Array(system.cells), Infinity);
}

function rowSpaceOf(system: LinearSystem): {
  problem: RowSpaceProblem;
  calculus: ReturnType<typeof chooseCalculus>;
} {
  const { rows, couplings, blocks, couplingGain, leak } = system;
  const gram = gramMatrix(couplings, rows);
  const problem = { rows, gram, ...(blocks && { blocks }), couplingGain, leak };
  return { problem, calculus: chooseCalculus(problem) };
}

function assemble(
  { couplings, cells }: LinearSystem,
  sum: Superposition,
  start: Float64Array,
  drive: Float64Array,
): Float64Array {
  const coupled = spread(couplings, cells, sum.rows);
  return coupled.map(
    (value, i) => value + sum.start * (start[i] as number) + sum.drive * (drive[i] as number),
  );
}
