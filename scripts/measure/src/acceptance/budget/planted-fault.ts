import type { BudgetCause } from '@thermoloop/host';
import type { SmallProblem } from './random-problem.js';

/** One fault that is far larger than all others of an otherwise quiet chip. */
export interface PlantedFault {
  readonly cause: BudgetCause;
  /** What was done, for the reader. */
  readonly how: string;
  /** Fields of the chip, as `--set` changes them. */
  readonly changes: Readonly<Record<string, number | string>>;
  readonly problem: SmallProblem;
  /** Whether the driver is told a fixed range of half the largest entry of x*; else it chooses its own. */
  readonly narrow?: boolean;
  /** Whether the problem is solved in two halves. */
  readonly tiled?: boolean;
}

/** chips/reference with everything that limits it taken far away. */
export const quietChanges: Readonly<Record<string, number | string>> = {
  'chip.coupling.resolutionBits': 16,
  'chip.dac.resolutionBits': 16,
  'chip.adc.resolutionBits': 16,
  'chip.adc.inputReferredNoiseLsbRms': 0,
  'chip.array.couplingGain.mantissaBits': 24,
  'chip.array.couplingGain.minimum': 1e-18,
  'chip.array.driveGain.mantissaBits': 24,
  'chip.array.driveGain.minimum': '1 pV',
  'chip.array.driveGain.maximum': '30 uV',
  'chip.array.startGain.maximum': '30 uV',
  'chip.array.leak.mantissaBits': 24,
  'chip.array.runTimer.stepS': '1 ps',
  'chip.readout.gain.mantissaBits': 16,
  'chip.readout.gain.minimum': '1 fV',
  'chip.readout.gain.maximum': '50 uV',
  'chip.cell.noise.varianceV2': '1e-22 V^2',
  'chip.cell.hold.droopPerS': '0 1/s',
};

const settled: SmallProblem = { kind: 'softmax', runTimeTau: 120 };
const chip = (cause: BudgetCause, how: string, changes: PlantedFault['changes']): PlantedFault => ({
  cause,
  how,
  changes,
  problem: settled,
});

export const plantedFaults: readonly PlantedFault[] = [
  chip('gradient-rounding', 'dac.resolutionBits 5', { 'chip.dac.resolutionBits': 5 }),
  // The drivers of B and S share their bits: B alone is coarse where S = I, S alone where the codes of B are exact.
  {
    cause: 'coupling-rounding',
    how: 'coupling.resolutionBits 4 with S = I, which has no codes',
    changes: { 'chip.coupling.resolutionBits': 4 },
    problem: { ...settled, kind: 'fisher' },
  },
  {
    cause: 'block-rounding',
    how: 'coupling.resolutionBits 6 with B = I, whose codes are exact',
    changes: { 'chip.coupling.resolutionBits': 6 },
    problem: { ...settled, kind: 'hessian' },
  },
  // λ is never rounded, and few mantissa bits take at most a bit of resolution: gains that reach too little take more.
  chip('gain-grid', 'array.driveGain of 2^-16 V and array.leak of 1/4 alone', {
    'chip.array.driveGain.mantissaBits': 0,
    'chip.array.driveGain.minimum': '15 uV',
    'chip.array.driveGain.maximum': '16 uV',
    'chip.array.leak.mantissaBits': 0,
    'chip.array.leak.minimum': 0.2,
    'chip.array.leak.maximum': 0.3,
  }),
  chip('noise', 'cell.noise.varianceV2 1e-4 V^2', { 'chip.cell.noise.varianceV2': '1e-4 V^2' }),
  chip('adc', 'adc.resolutionBits 5', { 'chip.adc.resolutionBits': 5, 'chip.readout.gain.maximum': '0.1 V' }),
  {
    cause: 'run-time',
    how: 'a run time of 2 τ',
    changes: {},
    problem: { ...settled, runTimeTau: 2 },
  },
  {
    cause: 'clipping',
    how: 'a fixed range and scale: half the largest entry',
    changes: {},
    problem: settled,
    narrow: true,
  },
  { cause: 'tiling', how: 'solved in two halves', changes: {}, problem: settled, tiled: true },
  chip('device', 'adc.gainErrorPctFs 5', { 'chip.adc.gainErrorPctFs': 5 }),
  chip('device', 'adc.offsetErrorLsb 500 of 16 bits', { 'chip.adc.offsetErrorLsb': 500 }),
  chip('device', 'dac.gainErrorPctFs -5', { 'chip.dac.gainErrorPctFs': -5 }),
  chip('device', 'coupling.mismatchPctRms 5', { 'chip.coupling.mismatchPctRms': 5 }),
  chip('device', 'cell.deadPct 2', { 'chip.cell.deadPct': 2 }),
];
