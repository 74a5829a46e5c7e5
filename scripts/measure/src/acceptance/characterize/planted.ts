import type { resolveChip } from '@thermoloop/lab';

type ChipChanges = Parameters<typeof resolveChip>[1];

/** Of the reference chip: fewer cells and converters, and something of every fault that the level exact knows. */
export const flawed: ChipChanges = {
  'chip.array.cells': 2048,
  'chip.dac.converters': 16,
  'chip.adc.converters': 16,
  'chip.coupling.mismatchPctRms': 2,
  'chip.coupling.offConductancePctFs': 3,
  'chip.coupling.programmingErrorPctFsRms': 0.2,
  'chip.coupling.readNoisePctRms': 0.5,
  'chip.cell.leakSpreadPctRms': 2,
  'chip.cell.timeConstantSpreadPctRms': 3,
  'chip.cell.deadPct': 0.5,
  'chip.cell.stuckPct': 0.3,
  'chip.cell.stuckV': '0.2 V',
  'chip.cell.driveOffsetVRms': '1 uV',
  'chip.adc.gainSpreadPctFsRms': 0.5,
  'chip.adc.offsetSpreadLsbRms': 0.5,
  'chip.dac.gainSpreadPctFsRms': 0.1,
};

/** What is done to the reference chip behind the back of its datasheet, and the figure that must fail. */
export const plantedFaults: readonly {
  readonly fault: string;
  readonly changes: ChipChanges;
  readonly figure: string;
}[] = [
  {
    fault: 'INL of the ADC bent by 1 LSB',
    changes: { 'chip.adc.inl.kind': 'shape', 'chip.adc.inl.bowLsb': 1 },
    figure: 'adc.inl',
  },
  {
    fault: 'gain of the ADC 3 % high',
    changes: { 'chip.adc.gainErrorPctFs': 3 },
    figure: 'adc.gain',
  },
  { fault: 'τ 1 % long', changes: { 'chip.array.timeConstantS': '1.01 us' }, figure: 'cell.timeConstant' },
  {
    fault: 'noise a tenth high',
    changes: { 'chip.cell.noise.varianceV2': '4.55e-12 V^2' },
    figure: 'cell.noiseVariance',
  },
  { fault: 'one of 200 cells dead', changes: { 'chip.cell.deadPct': 0.5 }, figure: 'cell.dead' },
  {
    fault: 'couplings that differ by 1 %',
    changes: { 'chip.coupling.mismatchPctRms': 1 },
    figure: 'coupling.mismatch',
  },
  {
    fault: 'cells that lose 2 % more',
    changes: { 'chip.cell.hold.droopPerS': '1.02 1/s' },
    figure: 'cell.droop',
  },
];
