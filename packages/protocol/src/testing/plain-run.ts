import type { RunCommand } from '../generated/messages.js';

/** One held read of one trajectory of the armed problem, from the drive, without carry and run time. */
export const plainRun: RunCommand = {
  start: 0,
  latch: 0,
  observation: 0,
  reads: 1,
  repeats: 1,
  carryTicks: 0n,
  runTicks: 0n,
  spacingTicks: 0n,
};
