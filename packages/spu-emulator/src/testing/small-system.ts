import {
  ArrayId,
  codeArrayConstructor,
  largestCode,
  nearestOnGrid,
  type Capabilities,
  type CodeArray,
  type RegisterValues,
} from '@thermoloop/protocol';
import type { CodedSystem } from './direct-host.js';

/** Four cells and two rows in codes that any chip has. */
export function smallSystem({ formats }: Capabilities): CodedSystem & { readonly start: CodeArray } {
  const codes = (array: ArrayId, values: number[]): CodeArray =>
    new (codeArrayConstructor(formats[array].kind))(values);
  return {
    rows: 2,
    cells: 4,
    couplings: codes(ArrayId.COUPLINGS, [1, 0, -1, 1, 0, 1, 1, -1]),
    drive: codes(ArrayId.DRIVE, [7, -7, 3, 0]),
    start: codes(ArrayId.START, [-7, 7, 0, 3]),
  };
}

/** Gains under which start codes of 7 read as about half of the largest code (f32 codes as 7), and the least noise. */
export function smallGains({ formats, grids }: Capabilities): Partial<RegisterValues> {
  const startGain = grids.startGain.maximum < 1 ? grids.startGain.maximum : nearestOnGrid(grids.startGain, 1);
  const largest = largestCode(formats[ArrayId.READOUT]);
  const halfRange = Number.isFinite(largest) ? largest / 2 : 7;
  return {
    couplingGain: nearestOnGrid(grids.couplingGain, 0.1),
    driveGain: nearestOnGrid(grids.driveGain, startGain),
    leak: nearestOnGrid(grids.leak, 1),
    startGain,
    readoutGain: nearestOnGrid(grids.readoutGain, (7 * startGain) / halfRange),
    noise: grids.noise.minimum,
  };
}
