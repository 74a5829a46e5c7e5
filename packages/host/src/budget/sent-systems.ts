import type { CurvatureFactor } from '../curvature/curvature-factor.js';
import type { Exchange } from '../driver/exchange.js';
import { gramMatrix, type Rows } from './gram-matrix.js';
import { LowRankSystem, type ScaledFactor } from './low-rank-system.js';

/** A problem's systems, from the exact one to the one that the codes stand for; equal ones are one object. */
export interface SentSystems {
  /** B and S as they were meant. */
  readonly exact: LowRankSystem;
  /** B from its codes. */
  readonly roundedCouplings: LowRankSystem;
  /** S from its codes, too: the device's. */
  readonly rounded: LowRankSystem;
}

export async function sentSystems(
  { problem, sent }: Pick<Exchange, 'problem' | 'sent'>,
  threads: number,
  exact?: LowRankSystem,
): Promise<SentSystems> {
  const { factor, damping } = problem;
  const exactOne = exact ?? (await exactSystem(factor, damping, threads));
  const { couplings, blocks, scales } = sent;
  const sameCouplings = couplings === factor.matrix;
  const sameBlocks = blocks === undefined || blocks === factor.blocks?.values;
  if (sameCouplings && sameBlocks) return { exact: exactOne, roundedCouplings: exactOne, rounded: exactOne };

  const matrix: Rows = { ...rowsOf(factor), values: couplings };
  const gram = await gramMatrix(matrix, threads);
  const ofCodes = { matrix, matrixScale: scales.couplings };
  const meant: ScaledFactor = { ...ofCodes, ...exactBlocks(factor), blockScale: 1 };
  const roundedCouplings = sameCouplings ? exactOne : await LowRankSystem.of(meant, damping, threads, gram);
  const rounded = sameBlocks
    ? roundedCouplings
    : await LowRankSystem.of(
        { ...ofCodes, blocks: { size: factor.blocks!.size, values: blocks }, blockScale: scales.blocks },
        damping,
        threads,
        gram,
      );
  return { exact: exactOne, roundedCouplings, rounded };
}

/** λI + BᵀSB. */
export function exactSystem(
  factor: CurvatureFactor,
  damping: number,
  threads: number,
): Promise<LowRankSystem> {
  const matrix = { ...rowsOf(factor), values: factor.matrix };
  return LowRankSystem.of(
    { matrix, matrixScale: 1, ...exactBlocks(factor), blockScale: 1 },
    damping,
    threads,
  );
}

const rowsOf = ({ rows, columns }: CurvatureFactor) => ({ rows, columns });
const exactBlocks = ({ blocks }: CurvatureFactor) => (blocks === undefined ? {} : { blocks });
