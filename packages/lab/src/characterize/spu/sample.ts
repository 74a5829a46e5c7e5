import type { ChipSpec } from '@thermoloop/spu-emulator';

/** How much of a chip is measured, so that it takes seconds. */
export interface Sample {
  /** the first so many, of which every response is measured */
  readonly cells: number;
  /** the first so many, of which it is measured whether they answer */
  readonly answering: number;
  /** pairs of levels of opposite sign at which each response is measured: an even number */
  readonly pairs: number;
  /** pairs of cells that are coupled, one row each */
  readonly coupledPairs: number;
  /** trajectories of each cell whose variance is measured */
  readonly trajectories: number;
}

/** Cells whose dynamics are stepped in time take a thousand times as long. */
const mostCells = { exact: 1024, sde: 128 } as const;
const mostAnswering = { exact: 65_536, sde: 4096 } as const;
const mostCoupledPairs = { exact: 128, sde: 32 } as const;
const mostSamples = { exact: 400_000, sde: 16_384 } as const;

/** Of so many levels a mean over all cells is made, at least. */
const leastLevels = 4096;

export function sampleOf(
  { cells, rows }: { readonly cells: number; readonly rows: number },
  { physics }: Pick<ChipSpec, 'physics'>,
): Sample {
  const measured = Math.min(cells, mostCells[physics.level]);
  const pairs = Math.min(128, Math.max(4, Math.ceil(leastLevels / 2 / measured)));
  return {
    cells: measured,
    answering: Math.min(cells, mostAnswering[physics.level]),
    pairs: pairs + (pairs % 2),
    coupledPairs: Math.min(rows, Math.floor(cells / 2), mostCoupledPairs[physics.level]),
    trajectories: Math.ceil(mostSamples[physics.level] / measured),
  };
}
