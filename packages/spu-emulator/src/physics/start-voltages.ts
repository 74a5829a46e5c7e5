import type { AnalogProblem, StartCondition } from './physics.js';

/**
 * What the cells hold at the start of a relaxation, in an array of their own; undefined for zero. `held` is what they
 * held before: cells beyond it start empty.
 */
export function startVoltages(
  start: StartCondition,
  { cells, drive }: AnalogProblem,
  held: Float32Array | undefined,
): Float32Array | undefined {
  switch (start.kind) {
    case 'zero':
      return undefined;
    case 'drive':
      return drive.map((code) => start.gainV * code);
    case 'written':
      return start.codes.map((code) => start.gainV * code);
    case 'held': {
      if (held === undefined) return undefined;
      const present = new Float32Array(cells);
      present.set(held.subarray(0, cells));
      return start.retention === 1 ? present : present.map((volts) => start.retention * volts);
    }
  }
}
