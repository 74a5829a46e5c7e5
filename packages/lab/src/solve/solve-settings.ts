import { z } from 'zod';
import { deviceSettings } from '../settings/device-settings.js';
import { numberFromZero, text, wholeNumber, type Setting } from '../settings/setting.js';
import { trainSettings } from '../settings/train-settings.js';

const runTimes: Setting<readonly number[]> = {
  schema: z.array(z.number().positive()).min(1),
  expected: 'numbers above 0, set apart by commas',
  placeholder: 'T,T,…',
  description: 'relaxation times in time constants τ of the system',
  fromFlag: (list) => list.split(',').map((each) => (each.trim() === '' ? NaN : Number(each))),
};

/** Every setting of `solve`, by its key in code. */
export const solveSettings = {
  matrix: text({
    placeholder: 'A.csv',
    expected: 'a CSV file',
    description: 'A, symmetric and positive definite: a row a line, no header',
  }),
  rhs: text({ placeholder: 'b.csv', expected: 'a CSV file', description: 'b: one row or one column' }),
  runTimes,
  temperature: numberFromZero({ placeholder: 'X', description: 'κ: at equilibrium the covariance is κA⁻¹' }),
  trajectories: wholeNumber(1, { placeholder: 'K', description: 'relaxations from zero at each run time' }),
  ...deviceSettings,
  calibration: trainSettings.calibration,
  machine: trainSettings.machine,
  seed: trainSettings.seed,
  threads: trainSettings.threads,
} as const;

export const solveDefaults = {
  runTimes: [0.1, 1, 10],
  temperature: 1,
  trajectories: 1000,
  chip: 'ideal',
  seed: 1,
  threads: 2,
} as const;
