import { readFileSync } from 'node:fs';
import type { LinearSystem } from '../physics/exact/closed-forms.js';

export interface SystemFixture {
  readonly kind: string;
  readonly rows: number;
  readonly cells: number;
  readonly couplings: number[];
  readonly blockSize: number;
  readonly blocks: number[];
  readonly couplingGain: number;
  readonly leak: number;
  readonly drive: number[];
  readonly previous: number[];
  readonly runTimeTau: number;
  readonly mean: Readonly<Record<'zero' | 'gradient' | 'previous', number[]>>;
  /** at κ = 1 */
  readonly covariance: number[];
}

type Unstable = Pick<
  SystemFixture,
  'rows' | 'cells' | 'couplings' | 'blockSize' | 'blocks' | 'couplingGain' | 'leak'
>;

/** Random systems with their exact mean and covariance, from fixtures/exact-systems.py. */
export const exactSystems = JSON.parse(
  readFileSync(new URL('../../fixtures/exact-systems.json', import.meta.url), 'utf8'),
) as { systems: SystemFixture[]; unstable: Unstable & { lowestEigenvalue: number } };

export function systemOf(fixture: Unstable & { drive?: number[] }): LinearSystem {
  return {
    rows: fixture.rows,
    cells: fixture.cells,
    couplings: Float64Array.from(fixture.couplings),
    blocks: { size: fixture.blockSize, values: Float64Array.from(fixture.blocks) },
    couplingGain: fixture.couplingGain,
    leak: fixture.leak,
    drive: Float64Array.from(fixture.drive ?? new Array<number>(fixture.cells).fill(0)),
  };
}
