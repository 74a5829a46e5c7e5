import {
  ArrayId,
  largestCode,
  type Capabilities,
  type CellReading,
  type CodeArray,
} from '@thermoloop/protocol';
import { carriesValues } from './code-bounds.js';
import { finerGain, peakVolts, widerGain, type ReadoutRange } from './readout-range.js';

/** A reading that was kept. */
export interface KeptReading extends CellReading {
  readonly readoutGainV: number;
  /** max |V|; of a reading that clipped where a wider range was left, twice what it shows. */
  readonly peakV: number;
  /** Whether it clipped and no wider range was left. */
  readonly clipped: boolean;
}

/** What a tracked range may do about a reading. */
export interface Tracking {
  readonly range: ReadoutRange;
  /** Whether the gain followed an earlier peak: then it is not made finer. */
  readonly knowsPeak: boolean;
  /** Reads the same state at another gain; absent where that cannot be done. */
  readonly again?: (readoutGainV: number) => Promise<CellReading>;
}

/**
 * Reads again as long as a tracked range asks for it: at half the sensitivity after a reading that clipped, until none
 * does or the grid ends; and once finer where no earlier peak was known and the codes used little of the range.
 */
export async function settleReading(
  first: CellReading,
  firstGainV: number,
  { formats, grids }: Capabilities,
  { range, knowsPeak, again }: Tracking,
): Promise<KeptReading> {
  const format = formats[ArrayId.READOUT];
  const grid = grids.readoutGain;
  const tracks = range === 'track' && !carriesValues(format);
  let reading = first;
  let gainV = firstGainV;
  let mayRefine = !knowsPeak;
  for (;;) {
    const peak = peakCode(reading.codes);
    const clips = reading.report.adcClipped > 0;
    const wider = tracks && clips ? widerGain(grid, gainV) : undefined;
    const finer =
      tracks && !clips && mayRefine ? finerGain(grid, gainV, peak, largestCode(format)) : undefined;
    const next = wider ?? finer;
    if (next === undefined || again === undefined) {
      const peakV = carriesValues(format) ? peak * gainV : peakVolts(peak, gainV);
      const isCut = wider !== undefined;
      return { ...reading, readoutGainV: gainV, peakV: isCut ? 2 * peakV : peakV, clipped: clips && !isCut };
    }
    if (clips) mayRefine = false;
    gainV = next;
    reading = await again(gainV);
  }
}

/** max |code|. */
export function peakCode(codes: CodeArray): number {
  let peak = 0;
  for (let i = 0; i < codes.length; i++) {
    const size = Math.abs(codes[i]!);
    if (size > peak) peak = size;
  }
  return peak;
}

/**
 * The mean over the readings, in problem units: x = G·(volts per code)·(Σ codes)/K. A single reading of values whose
 * unit is the problem's is returned as it is.
 * @param codes K readings of every cell, one after the other
 */
export function decodeReading(codes: CodeArray, reads: number, valuePerCode: number): Float32Array {
  if (codes instanceof Float32Array && reads === 1 && valuePerCode === 1) return codes;
  const cells = codes.length / reads;
  const solution = new Float32Array(cells);
  const scale = valuePerCode / reads;
  for (let cell = 0; cell < cells; cell++) {
    let sum = codes[cell]!;
    for (let at = cell + cells; at < codes.length; at += cells) sum += codes[at]!;
    solution[cell] = sum * scale;
  }
  return solution;
}
