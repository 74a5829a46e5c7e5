import {
  ArrayId,
  largestCode,
  type CellReading,
  type CodeArray,
  type RunReport,
  type SpuClient,
} from '@thermoloop/protocol';
import { carriesValues } from './code-bounds.js';
import { required } from './device-error.js';
import { finerGain, peakVolts, widerGain, type ReadoutRange } from './readout-range.js';
import type { LastReading } from './state-scale.js';

/** The reading that was kept, and the reports of the readings before it. */
export interface KeptReading {
  readonly codes: CodeArray;
  readonly last: LastReading;
  /** Of RUN and then of each READ; the last one belongs to the kept codes. */
  readonly reports: readonly RunReport[];
}

/**
 * Reads the held cells again as long as a tracked range asks for it: at half the sensitivity after a reading that
 * clipped, until none does or the grid ends; and once finer where no earlier peak was known and the codes used
 * little of the range. The device is left at the readout gain of the kept reading.
 * @param knowsPeak whether the gain followed an earlier peak
 * @throws DeviceError
 */
export async function settleReading(
  client: SpuClient,
  first: CellReading,
  firstGainV: number,
  reads: number,
  range: ReadoutRange,
  knowsPeak: boolean,
): Promise<KeptReading> {
  const format = client.capabilities.formats[ArrayId.READOUT];
  const grid = client.capabilities.grids.readoutGain;
  const largest = largestCode(format);
  const reports: RunReport[] = [first.report];
  let reading = first;
  let gainV = firstGainV;
  let mayRefine = !knowsPeak;
  for (;;) {
    const peak = peakCode(reading.codes);
    const clipped = reading.report.adcClipped > 0;
    const next =
      range !== 'track' || carriesValues(format)
        ? undefined
        : clipped
          ? widerGain(grid, gainV)
          : mayRefine
            ? finerGain(grid, gainV, peak, largest)
            : undefined;
    if (next === undefined) {
      const peakV = carriesValues(format) ? peak * gainV : peakVolts(peak, gainV);
      return { codes: reading.codes, last: { peakV, clipped, readoutGainV: gainV }, reports };
    }
    if (clipped) mayRefine = false;
    gainV = next;
    const register = client.writeRegisters({ readoutGain: gainV });
    const again = client.read({ reads, readIndex: reports.length });
    required(await register);
    reading = required(await again);
    reports.push(reading.report);
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
