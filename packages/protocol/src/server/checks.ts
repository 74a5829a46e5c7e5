import {
  formatsOf,
  griddedRegisters,
  RunFeature,
  SimulationFeature,
  testPointsOf,
  type CapabilityRecord,
} from '../capabilities.js';
import { bytesPerCode } from '../codes.js';
import { ArrayId, ErrorCode, Observation, TestInput } from '../generated/enums.js';
import {
  commitCommand,
  measureCommand,
  readCommand,
  runCommand,
  writeCommand,
  type CommitCommand,
  type MeasureCommand,
  type ReadCommand,
  type RunCommand,
  type WriteCommand,
} from '../generated/messages.js';
import { registers, type RegisterName } from '../generated/registers.js';
import type { Grid, RegisterValue } from '../generated/structs.js';
import { linearGrid, nearestOnGrid, onGrid } from '../grid.js';
import { registerAt, registerValueOf } from '../registers.js';
import type { Codec } from '../wire/codec.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import type { RegisterEntry } from './handler.js';

/** The field of a TOO_LARGE reply. */
const Size = { CELLS: 0, ROWS: 1, BLOCK_SIZE: 2, READS: 3, CODE_BYTES: 4 } as const;

/** Registers that take whole numbers within bounds on every device. */
const fixedGrids: Partial<Record<RegisterName, Grid>> = {
  identityBlocks: linearGrid(1, 0, 1),
  simulationThreads: linearGrid(1, 1, 1024),
};

const badArgument = <T>(codec: Codec<T>, field: string & keyof T, got: number, limit: number): ErrorReply =>
  errorReply(ErrorCode.BAD_ARGUMENT, { field: codec.fields.indexOf(field), got, limit });

const tooLarge = (field: number, got: number, limit: number): ErrorReply =>
  errorReply(ErrorCode.TOO_LARGE, { field, got, limit });

/** Why an array cannot be written to such a chip, whatever its state. */
export function writeFault(chip: CapabilityRecord, write: WriteCommand): ErrorReply | undefined {
  const { array, codeKind, rows, columns, totalBytes } = write;
  if (array === ArrayId.READOUT) return badArgument(writeCommand, 'array', array, ArrayId.START);
  const { kind } = formatsOf(chip)[array];
  if (codeKind !== kind) return badArgument(writeCommand, 'codeKind', codeKind, kind);
  if (rows === 0) return badArgument(writeCommand, 'rows', rows, 1);
  if (columns === 0) return badArgument(writeCommand, 'columns', columns, 1);
  const shape = shapeFault(chip, array, rows, columns);
  if (shape !== undefined) return shape;
  const expected = rows * columns * bytesPerCode(kind);
  return totalBytes === expected ? undefined : badArgument(writeCommand, 'totalBytes', totalBytes, expected);
}

function shapeFault(
  chip: CapabilityRecord,
  array: ArrayId,
  rows: number,
  columns: number,
): ErrorReply | undefined {
  if (array === ArrayId.BLOCKS) {
    const block = Math.round(Math.sqrt(columns));
    if (block * block !== columns) return badArgument(writeCommand, 'columns', columns, block * block);
    if (block > chip.blockSize) return tooLarge(Size.BLOCK_SIZE, block, chip.blockSize);
    return rows * block > chip.rows ? tooLarge(Size.ROWS, rows * block, chip.rows) : undefined;
  }
  const mostRows = array === ArrayId.COUPLINGS ? chip.rows : 1;
  if (rows > mostRows) return tooLarge(Size.ROWS, rows, mostRows);
  return columns > chip.cells ? tooLarge(Size.CELLS, columns, chip.cells) : undefined;
}

/** An array of the idle bank: what was written and how much of it has come. */
export interface WrittenArray {
  readonly rows: number;
  readonly columns: number;
  readonly totalBytes: number;
  readonly receivedBytes: number;
  readonly crc32c: number;
}

const inDevice = [ArrayId.COUPLINGS, ArrayId.BLOCKS, ArrayId.DRIVE, ArrayId.START] as const;
const alwaysThere = (1 << ArrayId.COUPLINGS) | (1 << ArrayId.DRIVE);
const possible = inDevice.reduce((mask: number, array) => mask | (1 << array), 0);

/** The arrays that a commit names, if they are there whole, in its shape, with its CRCs. */
export function committedArrays(
  commit: CommitCommand,
  written: ReadonlyMap<ArrayId, WrittenArray>,
): ArrayId[] | ErrorReply {
  const { arrays: mask, rows, cells } = commit;
  if ((mask & ~possible) !== 0 || (mask & alwaysThere) !== alwaysThere) {
    return badArgument(commitCommand, 'arrays', mask, mask & ~possible ? possible : alwaysThere);
  }
  const arrays = inDevice.filter((array) => mask & (1 << array));
  for (const array of arrays) {
    const present = written.get(array);
    if (present === undefined || present.receivedBytes < present.totalBytes) {
      const got = present?.receivedBytes ?? 0;
      return errorReply(ErrorCode.INCOMPLETE, { field: array, got, limit: present?.totalBytes ?? 0 });
    }
    const presentRows = rowsOf(array, present);
    if (presentRows !== undefined && presentRows !== rows) {
      return badArgument(commitCommand, 'rows', rows, presentRows);
    }
    if (array !== ArrayId.BLOCKS && present.columns !== cells) {
      return badArgument(commitCommand, 'cells', cells, present.columns);
    }
    const crc = commit.crc32c[array];
    if (crc !== present.crc32c) {
      return errorReply(ErrorCode.BAD_TOTAL_CRC, { field: array, got: crc ?? 0, limit: present.crc32c });
    }
  }
  return arrays;
}

/** r as an array's shape tells it. */
function rowsOf(array: ArrayId, { rows, columns }: WrittenArray): number | undefined {
  if (array === ArrayId.COUPLINGS) return rows;
  return array === ArrayId.BLOCKS ? rows * Math.sqrt(columns) : undefined;
}

function readsFault(chip: CapabilityRecord, reads: number, none: ErrorReply): ErrorReply | undefined {
  if (reads === 0) return none;
  return reads > chip.maximumReads ? tooLarge(Size.READS, reads, chip.maximumReads) : undefined;
}

const notSupported = (field: keyof RunCommand, got: number): ErrorReply =>
  errorReply(ErrorCode.NOT_SUPPORTED, { field: runCommand.fields.indexOf(field), got });

/** Why such a chip cannot do a run, whatever its state: the fields in their order. */
export function runFault(chip: CapabilityRecord, run: RunCommand): ErrorReply | undefined {
  const { start, observation, reads, repeats } = run;
  const has = (feature: number): boolean => (chip.runFeatures & feature) !== 0;
  const isLive = observation === Observation.LIVE;
  if (((chip.startStates >> start) & 1) === 0) return notSupported('start', start);
  if (isLive && !has(RunFeature.LIVE_READS)) return notSupported('observation', observation);
  const readsRefused = readsFault(chip, reads, badArgument(runCommand, 'reads', reads, 1));
  if (readsRefused !== undefined) return readsRefused;
  if (repeats === 0) return badArgument(runCommand, 'repeats', repeats, 1);
  if (repeats > 1 && !has(RunFeature.REPEATS)) return notSupported('repeats', repeats);
  if (run.carryTicks > 0n && !has(RunFeature.CARRY))
    return notSupported('carryTicks', Number(run.carryTicks));
  return ticksFault(chip, run);
}

/** The run timer counts the carry time, and then from the latch to the last read. */
function ticksFault(chip: CapabilityRecord, run: RunCommand): ErrorReply | undefined {
  const { carryTicks, runTicks, spacingTicks } = run;
  const most = chip.runTimerMaximumTicks;
  if (carryTicks > most) return badArgument(runCommand, 'carryTicks', Number(carryTicks), Number(most));
  if (runTicks > most) return badArgument(runCommand, 'runTicks', Number(runTicks), Number(most));
  const spaces = BigInt(run.reads - 1);
  const isLive = run.observation === Observation.LIVE;
  const mostSpacing = !isLive ? 0n : spaces === 0n ? most : (most - runTicks) / spaces;
  if (spacingTicks <= mostSpacing) return undefined;
  return badArgument(runCommand, 'spacingTicks', Number(spacingTicks), Number(mostSpacing));
}

/** Whether the codes of so many readings of every cell are more than the chip holds; `cells` 0: not known. */
export function readoutFault(
  chip: CapabilityRecord,
  readings: number,
  cells: number,
): ErrorReply | undefined {
  const bytes = readings * cells * bytesPerCode(chip.readoutFormat.kind);
  return bytes > chip.readoutBufferBytes
    ? tooLarge(Size.CODE_BYTES, bytes, chip.readoutBufferBytes)
    : undefined;
}

export const readFault = (chip: CapabilityRecord, { reads }: ReadCommand): ErrorReply | undefined =>
  readsFault(chip, reads, badArgument(readCommand, 'reads', reads, 1));

/** Why such a chip cannot measure this, whatever its state: the fields in their order. */
export function measureFault(chip: CapabilityRecord, measure: MeasureCommand): ErrorReply | undefined {
  const { input, codeKind, reads, count, dacConverter, adcConverter, delayTicks, codes } = measure;
  const bad = (field: keyof MeasureCommand, got: number, limit: number): ErrorReply =>
    badArgument(measureCommand, field, got, limit);
  const { kind } = chip.driveFormat;
  const isLoopback = input === TestInput.LOOPBACK;
  if (!testPointsOf(chip).has(input)) {
    return errorReply(ErrorCode.NOT_SUPPORTED, { field: measureCommand.fields.indexOf('input'), got: input });
  }
  if (isLoopback && codeKind !== kind) return bad('codeKind', codeKind, kind);
  const readsRefused = readsFault(chip, reads, bad('reads', reads, 1));
  if (readsRefused !== undefined) return readsRefused;
  if (isLoopback !== count > 0) return bad('count', count, isLoopback ? 1 : 0);
  const lastDac = isLoopback ? chip.dacConverters - 1 : 0;
  if (dacConverter > lastDac) return bad('dacConverter', dacConverter, lastDac);
  if (adcConverter >= chip.adcConverters) return bad('adcConverter', adcConverter, chip.adcConverters - 1);
  const mostTicks = isLoopback ? chip.runTimerMaximumTicks : 0n;
  if (delayTicks > mostTicks) return bad('delayTicks', Number(delayTicks), Number(mostTicks));
  const codeBytes = count * bytesPerCode(kind);
  if (codes.length !== codeBytes) return bad('codes', codes.length, codeBytes);
  return readoutFault(chip, reads, Math.max(1, count));
}

/** The register at an address, if this chip has it. */
export function registerOf(chip: CapabilityRecord, address: number): RegisterName | ErrorReply {
  const name = registerAt(address);
  const present =
    name !== undefined &&
    (!registers[name].simulationOnly || (chip.simulationFeatures & SimulationFeature.REGISTERS) !== 0);
  // an address may be wider than the field
  return present ? name : errorReply(ErrorCode.UNKNOWN_REGISTER, { field: address & 0xffff, got: address });
}

/** The entries of a WRITE_REGISTERS, if every one may be written. */
export function checkedEntries(
  chip: CapabilityRecord,
  values: readonly RegisterValue[],
): RegisterEntry[] | ErrorReply {
  const entries: RegisterEntry[] = [];
  for (const { address, bits } of values) {
    const name = registerOf(chip, address);
    if (typeof name !== 'string') return name;
    if (registers[name].access === 'ro') return errorReply(ErrorCode.READ_ONLY_REGISTER, { field: address });
    const value = registerValueOf(name, bits);
    const grid = gridOf(chip, name);
    if (grid !== undefined && !onGrid(grid, Number(value))) {
      const got = Number(value);
      const limit = Number.isNaN(got) ? grid.minimum : nearestOnGrid(grid, got);
      return errorReply(ErrorCode.OFF_GRID, { field: address, got, limit });
    }
    entries.push({ name, value });
  }
  return entries;
}

function gridOf(chip: CapabilityRecord, name: RegisterName): Grid | undefined {
  const gridded = griddedRegisters.find((other) => other === name);
  return gridded === undefined ? fixedGrids[name] : chip[gridded];
}
