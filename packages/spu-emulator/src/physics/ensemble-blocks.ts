/** Cells that are relaxed side by side: enough to hide the cost of a call, few enough for the caches. */
const cellsAtOnce = 1 << 15;

/** Trajectories of one relaxation that are computed together. */
export interface EnsembleBlock {
  readonly first: number;
  readonly count: number;
  /** what arrays have room for: the same for every block and a power of two, so that few shapes of programs are needed */
  readonly room: number;
}

/** Cuts trajectories of so many cells into blocks, in order. Depends on nothing else. */
export function ensembleBlocks(repeats: number, cells: number): EnsembleBlock[] {
  const fitting = 2 ** Math.floor(Math.log2(Math.max(1, cellsAtOnce / cells)));
  const room = Math.min(fitting, 2 ** Math.ceil(Math.log2(repeats)));
  return Array.from({ length: Math.ceil(repeats / room) }, (_, k) => ({
    first: k * room,
    count: Math.min(room, repeats - k * room),
    room,
  }));
}
