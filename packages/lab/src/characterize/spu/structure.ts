import { codeFormat } from '@thermoloop/bus';
import {
  ArrayId,
  GridKind,
  StartState,
  type Capabilities,
  type CodeFormat,
  type Grid,
} from '@thermoloop/protocol';
import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Finding } from '../figure.js';
import { exactly } from '../statistics/evidence.js';

const told = 'capability record';

/** What the capability record tells of the array beside what the datasheet says; its converters have told for themselves. */
export function structureFindings(capabilities: Capabilities, datasheet: ChipSpec): Finding[] {
  const { array, cell, coupling } = datasheet;
  const { formats, grids, runTimer } = capabilities;
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
    title: `${title} as in the datasheet`,
    unit: 'yes/no',
    checks: [name],
    specified: { kind: 'value', value: 1 },
    evidence: exactly(isSame ? 1 : 0),
    method: told,
  });
  const format = (name: string, title: string, value: CodeFormat, specified: CodeFormat): Finding => ({
    ...count(`${name}.resolutionBits`, title, value.resolutionBits, specified.resolutionBits, 'bit'),
    checks: [`${name}.resolutionBits`, `${name}.kind`],
  });
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
    {
      ...same('cell.noise.kind', 'Control of the noise', isNoise(grids.noise, cell.noise)),
      checks: cell.noise.kind === 'fixed' ? ['cell.noise.kind'] : ['cell.noise'],
    },
    format('coupling', 'Bits of the couplings', formats[ArrayId.COUPLINGS], codeFormat(coupling)),
    same('cell.hold.kind', 'Hold', capabilities.holds === (cell.hold.kind === 'capacitor')),
    same(
      'cell.startStates',
      'Start states',
      isSameSet(
        capabilities.startStates,
        cell.startStates.map((state) => startStates[state]),
      ),
    ),
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
