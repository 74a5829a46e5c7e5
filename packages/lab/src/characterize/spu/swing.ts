import {
  ArrayId,
  largestCode,
  ceilToGrid,
  floorToGrid,
  nearestOnGrid,
  type Capabilities,
} from '@thermoloop/protocol';
import type { ChipSpec } from '@thermoloop/spu-emulator';
import { carriesValues } from './spu-bench.js';

/** The largest voltages that fit start, cells and readout at once, and the gains at which they do. */
export interface Swing {
  /** of the largest start code that is used */
  readonly amplitudeV: number;
  readonly startGain: number;
  readonly fullCode: number;
  /** whether codes are whole numbers */
  readonly isWhole: boolean;
  readonly readoutGain: number;
}

/** Codes of the readout that are used, so that the converter's own errors do not make it saturate; infinite for values. */
export function usableCodes({ formats }: Pick<Capabilities, 'formats'>, { adc, dac }: ChipSpec): number {
  const format = formats[ArrayId.READOUT];
  if (carriesValues(format)) return Infinity;
  const ofDac = dac.kind === 'ideal' ? 0 : (Math.abs(dac.gainErrorPctFs) + 4 * dac.gainSpreadPctFsRms) / 100;
  const largest = largestCode(format);
  if (adc.kind === 'ideal') return (0.9 * largest) / (1 + ofDac);
  const ofAdc = (Math.abs(adc.gainErrorPctFs) + 4 * adc.gainSpreadPctFsRms) / 100;
  const offsetLsb = Math.abs(adc.offsetErrorLsb) + 4 * adc.offsetSpreadLsbRms;
  return (0.9 * Math.max(largest / 4, largest - offsetLsb)) / (1 + ofDac) / (1 + ofAdc);
}

export function swingOf(capabilities: Capabilities, datasheet: ChipSpec): Swing {
  const { formats, grids } = capabilities;
  const isWhole = !carriesValues(formats[ArrayId.START]);
  const largestStart = Math.min(largestCode(formats[ArrayId.START]), largestCode(formats[ArrayId.DRIVE]));
  const largestRead = usableCodes(capabilities, datasheet);
  const rail = datasheet.cell.rails.kind === 'clamp' ? 0.8 * datasheet.cell.rails.limitV : Infinity;
  const most = Math.min(
    largestStart * grids.startGain.maximum,
    largestRead * grids.readoutGain.maximum,
    rail,
  );
  // where values leave the choice, 1 V is as good as any
  const wanted = isWhole && Number.isFinite(most) ? most : Math.min(1, most);
  const startGain = isWhole
    ? (floorToGrid(grids.startGain, wanted / largestStart) ?? nearestOnGrid(grids.startGain, 0))
    : nearestOnGrid(grids.startGain, wanted);
  const fullCode = isWhole
    ? Math.max(1, Math.min(largestStart, Math.floor(wanted / startGain)))
    : wanted / startGain;
  const amplitudeV = fullCode * startGain;
  return {
    amplitudeV,
    startGain,
    fullCode,
    isWhole,
    readoutGain: readoutGainFor(capabilities, datasheet, amplitudeV),
  };
}

/** The finest readout gain at which ±amplitudeV fits; the coarsest there is if none does. For values one near 1 V. */
export function readoutGainFor(capabilities: Capabilities, datasheet: ChipSpec, amplitudeV: number): number {
  const grid = capabilities.grids.readoutGain;
  const usable = usableCodes(capabilities, datasheet);
  if (usable === Infinity) return nearestOnGrid(grid, 1);
  return ceilToGrid(grid, amplitudeV / usable) ?? nearestOnGrid(grid, grid.maximum);
}
