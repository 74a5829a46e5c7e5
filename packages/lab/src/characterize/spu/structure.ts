import { codeFormat } from '@thermoloop/bus';
import {
  ArrayId,
  GridKind,
  StartState,
  TestInput,
  type Capabilities,
  type CodeFormat,
  type Grid,
} from '@thermoloop/protocol';
import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Finding } from '../figure.js';
import { exactly } from '../statistics/evidence.js';

const told = 'capability record';

/** What the capability record tells of the chip beside what the datasheet says: counts, formats, grids, what it can do. */
export function structureFindings(capabilities: Capabilities, datasheet: ChipSpec): Finding[] {
  const { array, readout, cell, coupling, dac, adc, testPoints } = datasheet;
  const { formats, grids, runTimer, converters } = capabilities;
  const count = (name: string, title: string, value: number, specified: number, unit = ''): Finding => ({
    name,
    title,
    unit,
    checks: [name],
    specified: { kind: 'value', value: specified },
    evidence: exactly(value),
    method: told,
  });
  const same = (name: string, title: string, isSame: boolean): Finding => ({
    name,
    title: `${title}: 1 where as in the datasheet`,
    unit: '',
    checks: [name],
    specified: { kind: 'value', value: 1 },
    evidence: exactly(isSame ? 1 : 0),
    method: told,
  });
  const format = (name: string, title: string, value: CodeFormat, specified: CodeFormat): Finding => ({
    ...count(`${name}.resolutionBits`, title, value.resolutionBits, specified.resolutionBits, 'bit'),
    checks: [`${name}.resolutionBits`, `${name}.kind`],
  });
  const bits = (spec: ChipSpec['dac'] | ChipSpec['adc'] | ChipSpec['coupling']): CodeFormat =>
    codeFormat(spec);
  return [
    same('name', `Name (${capabilities.chip})`, capabilities.chip === datasheet.name),
    count('array.cells', 'Cells', capabilities.cells, array.cells),
    count('array.rows', 'Rows', capabilities.rows, array.rows),
    count('array.blockSize', 'Largest block of S', capabilities.blockSize, array.blockSize),
    count('array.banks', 'Banks', capabilities.banks, array.banks),
    count('array.runQueueDepth', 'Runs that may wait', capabilities.runQueueDepth, array.runQueueDepth),
    count(
      'array.runTimer.maximumS',
      'Longest run',
      Number(runTimer.maximumTicks) * runTimer.stepS,
      Math.round(array.runTimer.maximumS / array.runTimer.stepS) * array.runTimer.stepS,
      's',
    ),
    same('array.couplingGain', 'Grid of the coupling gain', isGrid(grids.couplingGain, array.couplingGain)),
    same('array.leak', 'Grid of the leak', isGrid(grids.leak, array.leak)),
    same('array.driveGain', 'Grid of the drive gain', isGrid(grids.driveGain, array.driveGain)),
    same('array.startGain', 'Grid of the start gain', isGrid(grids.startGain, array.startGain)),
    same('readout.gain', 'Grid of the readout gain', isGrid(grids.readoutGain, readout.gain)),
    {
      ...same('cell.noise.kind', 'Control of the noise', isNoise(grids.noise, cell.noise)),
      checks: cell.noise.kind === 'fixed' ? ['cell.noise.kind'] : ['cell.noise'],
    },
    format('coupling', 'Bits of the couplings', formats[ArrayId.COUPLINGS], bits(coupling)),
    format('dac', 'Bits of the DAC', formats[ArrayId.DRIVE], bits(dac)),
    format('adc', 'Bits of the ADC', formats[ArrayId.READOUT], bits(adc)),
    count('dac.converters', 'DACs', converters.dac, dac.kind === 'ideal' ? 1 : dac.converters),
    count('adc.converters', 'ADCs', converters.adc, adc.kind === 'ideal' ? 1 : adc.converters),
    count('readout.maximumReads', 'Reads of one command', capabilities.maximumReads, readout.maximumReads),
    count(
      'readout.bufferBytes',
      'Codes that one command may return',
      capabilities.readoutBufferBytes,
      readout.bufferBytes,
      'byte',
    ),
    same('cell.hold.kind', 'Hold', capabilities.holds === (cell.hold.kind === 'capacitor')),
    same(
      'cell.startStates',
      'Start states',
      isSameSet(
        capabilities.startStates,
        cell.startStates.map((state) => startStates[state]),
      ),
    ),
    same(
      'testPoints.loopback',
      'Loopback',
      capabilities.testPoints.has(TestInput.LOOPBACK) === testPoints.loopback,
    ),
    same(
      'testPoints.zeroInput',
      'Zero input',
      capabilities.testPoints.has(TestInput.ZERO) === testPoints.zeroInput,
    ),
    same('testPoints.referenceV', 'Reference input', capabilities.referenceV === testPoints.referenceV),
  ];
}

const startStates = {
  gradient: StartState.GRADIENT,
  previous: StartState.PREVIOUS,
  zero: StartState.ZERO,
  written: StartState.WRITTEN,
} as const;

function isSameSet<T>(one: ReadonlySet<T>, other: readonly T[]): boolean {
  return one.size === other.length && other.every((each) => one.has(each));
}

type GridSpec = ChipSpec['array']['leak'];

/** Bounds of a grid as a chip file has them, beside those that are told. */
function isGrid(grid: Grid, spec: GridSpec): boolean {
  const [minimum, maximum] = spec.kind === 'fixed' ? [spec.value, spec.value] : [spec.minimum, spec.maximum];
  return (
    grid.kind === kinds[spec.kind] &&
    grid.minimum === minimum &&
    grid.maximum === maximum &&
    (spec.kind !== 'floating' || grid.mantissaBits === spec.mantissaBits) &&
    (spec.kind !== 'linear' || grid.step === spec.step)
  );
}

function isNoise(grid: Grid, spec: ChipSpec['cell']['noise']): boolean {
  if (spec.kind === 'controlled') return isGrid(grid, spec.varianceV2);
  return grid.kind === GridKind.FIXED;
}

const kinds = {
  continuous: GridKind.CONTINUOUS,
  linear: GridKind.LINEAR,
  floating: GridKind.FLOATING,
  fixed: GridKind.FIXED,
} as const;
