import type { DriverSnapshot } from '../driver/spu-driver.js';
import type { OptimizerState } from './optimizer.js';
import { restoredArray, restoredCount } from './restored-state.js';

/** The state of an SPU driver as the arrays and numbers of an optimizer's. */
export function toState({ runIndex, last }: DriverSnapshot): OptimizerState {
  return last === undefined ? { runIndex } : { runIndex, ...last, clipped: Number(last.clipped) };
}

/** @throws RangeError for a state that is not one of a driver of this many cells */
export function fromState(state: OptimizerState, parameterCount: number): DriverSnapshot {
  const runIndex = restoredCount(state, 'runIndex');
  if (runIndex === 0) return { runIndex };
  const [stateScale, alpha, readoutGainV, peakV] = ['stateScale', 'alpha', 'readoutGainV', 'peakV'].map(
    (name) => restoredNumber(state, name),
  ) as [number, number, number, number];
  const clipped = restoredCount(state, 'clipped') > 0;
  return {
    runIndex,
    last: {
      stateScale,
      alpha,
      readoutGainV,
      peakV,
      clipped,
      state: restoredArray(state, 'state', parameterCount),
    },
  };
}

function restoredNumber(state: OptimizerState, name: string): number {
  const value = state[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new RangeError(`optimizer state '${name}': expected a number`);
  }
  return value;
}
