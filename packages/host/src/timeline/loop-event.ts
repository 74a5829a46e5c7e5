import type { ArrayIdName, CommandName } from '@thermoloop/protocol';
import type { Picoseconds } from '@thermoloop/sim-kernel';
import type { DeviceStage } from '../driver/device-step-report.js';

/**
 * What happened on the virtual clock. Events come in the order of the program, not of their times: an answer that the
 * host asks for late is told late. The order is the same in every run of the same settings.
 */
export type LoopEvent =
  /** The host computed. */
  | {
      readonly kind: 'work';
      /** What for, such as `evaluate` or `encode`. */
      readonly stage: string;
      readonly startPs: Picoseconds;
      readonly endPs: Picoseconds;
    }
  /** A command and its answer. */
  | {
      readonly kind: 'command';
      readonly name: CommandName;
      /** Of a WRITE. */
      readonly array?: ArrayIdName;
      /** Index of the run that it belongs to, from 0. */
      readonly run: number;
      readonly departurePs: Picoseconds;
      /** When the answer reached the host; absent for a device that has no virtual time. */
      readonly arrivalPs?: Picoseconds;
      /** Of codes: of the array of a WRITE, of the answer of a RUN or READ. */
      readonly bytes?: number;
      /** Name of the error that the command was answered with. */
      readonly error?: string;
    }
  /** A stage of a RUN or READ that took time. */
  | {
      readonly kind: 'stage';
      readonly run: number;
      readonly stage: DeviceStage;
      readonly startPs: Picoseconds;
      readonly endPs: Picoseconds;
      readonly energyJ: number;
    }
  /** Codes as they are driven, and as they are read. */
  | {
      readonly kind: 'codes';
      readonly run: number;
      readonly array: 'drive' | 'readout';
      /** Drive: when the outputs have latched; readout: when the conversion ends. */
      readonly atPs: Picoseconds;
      /** Of the first cells, at most `shownCells`. */
      readonly codes: readonly number[];
      readonly voltsPerCode: number;
    };

/** Cells whose codes an event shows. */
export const shownCells = 8;

export type LoopObserver = (event: LoopEvent) => void;
