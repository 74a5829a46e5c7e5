// Generated from firmware-spec/spu-link.yaml by `npm run generate`. Do not edit.

import { type Codec, type EmptyRecord } from '../wire/codec.js';
import {
  elementFault,
  enumFault,
  getArray,
  getBytes,
  getTail,
  getText,
  inField,
  putArray,
  putBytes,
  putF64,
  putTail,
  putText,
  putU16,
  putU32,
  putU64,
  putU8,
} from '../wire/fields.js';
import {
  arrayIdNames,
  codeKindNames,
  deviceStateNames,
  errorCodeNames,
  latchNames,
  observationNames,
  resetCauseNames,
  startStateNames,
  testInputNames,
  type ArrayId,
  type CodeKind,
  type DeviceState,
  type ErrorCode,
  type Latch,
  type Observation,
  type ResetCause,
  type StartState,
  type TestInput,
} from './enums.js';
import {
  codeFormat,
  grid,
  registerValue,
  runReport,
  type CodeFormat,
  type Grid,
  type RegisterValue,
  type RunReport,
} from './structs.js';

/** opens a session; the only command with session 0 */
export interface HelloCommand {
  readonly versionMinimum: number;
  readonly versionMaximum: number;
  readonly hostNonce: number;
  /** hash of this table */
  readonly schemaHash: bigint;
}

export const helloCommand: Codec<HelloCommand> = {
  name: 'HELLO command',
  fields: ['versionMinimum', 'versionMaximum', 'hostNonce', 'schemaHash'],
  fixedBytes: 16,
  tailElementBytes: 0,
  sizeOf: () => 16,
  encode(record, view, at) {
    putU16(view, at, record.versionMinimum, 'HELLO command: versionMinimum');
    putU16(view, at + 2, record.versionMaximum, 'HELLO command: versionMaximum');
    putU32(view, at + 4, record.hostNonce, 'HELLO command: hostNonce');
    putU64(view, at + 8, record.schemaHash, 'HELLO command: schemaHash');
  },
  decode: (view, at) => ({
    versionMinimum: view.getUint16(at, true),
    versionMaximum: view.getUint16(at + 2, true),
    hostNonce: view.getUint32(at + 4, true),
    schemaHash: view.getBigUint64(at + 8, true),
  }),
  fault: () => undefined,
};

/** opens a session; the only command with session 0 */
export interface HelloAnswer {
  readonly version: number;
  readonly session: number;
  readonly resetCause: ResetCause;
  readonly bootCount: number;
  /** absolute, modulo 2^32: the position in the stream of codes of the session up to which the host may send */
  readonly creditLimitBytes: number;
  readonly schemaHash: bigint;
}

export const helloAnswer: Codec<HelloAnswer> = {
  name: 'HELLO answer',
  fields: [
    'version',
    'session',
    'resetCause',
    'reserved',
    'reserved2',
    'bootCount',
    'creditLimitBytes',
    'schemaHash',
  ],
  fixedBytes: 24,
  tailElementBytes: 0,
  sizeOf: () => 24,
  encode(record, view, at) {
    putU16(view, at, record.version, 'HELLO answer: version');
    putU16(view, at + 2, record.session, 'HELLO answer: session');
    putU8(view, at + 4, record.resetCause, 'HELLO answer: resetCause');
    putU8(view, at + 5, 0, 'HELLO answer: reserved');
    putU16(view, at + 6, 0, 'HELLO answer: reserved2');
    putU32(view, at + 8, record.bootCount, 'HELLO answer: bootCount');
    putU32(view, at + 12, record.creditLimitBytes, 'HELLO answer: creditLimitBytes');
    putU64(view, at + 16, record.schemaHash, 'HELLO answer: schemaHash');
  },
  decode: (view, at) => ({
    version: view.getUint16(at, true),
    session: view.getUint16(at + 2, true),
    resetCause: view.getUint8(at + 4) as ResetCause,
    bootCount: view.getUint32(at + 8, true),
    creditLimitBytes: view.getUint32(at + 12, true),
    schemaHash: view.getBigUint64(at + 16, true),
  }),
  fault: (record) => enumFault(2, [record.resetCause], resetCauseNames),
};

/** what the chip is */
export type CapabilitiesCommand = EmptyRecord;

export const capabilitiesCommand: Codec<CapabilitiesCommand> = {
  name: 'CAPABILITIES command',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** what the chip is */
export interface CapabilitiesAnswer {
  readonly vendor: string;
  readonly chip: string;
  readonly firmwareMajor: number;
  readonly firmwareMinor: number;
  /** N at most */
  readonly cells: number;
  /** r at most */
  readonly rows: number;
  /** largest block of S; 0: S = I only */
  readonly blockSize: number;
  /** reads of one RUN, READ or MEASURE */
  readonly maximumReads: number;
  readonly maximumPayloadBytes: number;
  /** 1 or 2 */
  readonly banks: number;
  /** 1: the cells keep their charge between a run and the next latch; 0: they go on relaxing under the latched problem */
  readonly holds: number;
  /** bit n set for StartState n */
  readonly startStates: number;
  /** jobs (RUN, READ, MEASURE) that may wait behind the one in progress */
  readonly runQueueDepth: number;
  /** bit 0: SIM_TIME; bit 1: the simulation registers */
  readonly simulationFeatures: number;
  /** bit 0: carry times; bit 1: live reads; bit 2: repeats */
  readonly runFeatures: number;
  /** bytes of codes that one job may return: repeats × reads × cells of a RUN, reads × cells of a READ, codes × reads of a MEASURE */
  readonly readoutBufferBytes: number;
  readonly couplingFormat: CodeFormat;
  readonly blockFormat: CodeFormat;
  readonly driveFormat: CodeFormat;
  readonly startFormat: CodeFormat;
  readonly readoutFormat: CodeFormat;
  /** bit n set for TestInput n: what a MEASURE may convert */
  readonly testPoints: number;
  /** DACs that convert at the same time; cell i is served by DAC i modulo this */
  readonly dacConverters: number;
  /** ADCs that convert at the same time; cell i is served by ADC i modulo this */
  readonly adcConverters: number;
  readonly couplingGain: Grid;
  readonly driveGain: Grid;
  readonly leak: Grid;
  readonly startGain: Grid;
  readonly readoutGain: Grid;
  readonly noise: Grid;
  /** τ. In s */
  readonly timeConstantS: number;
  /** one tick of RUN.runTicks */
  readonly runTimerStepS: number;
  readonly runTimerMaximumTicks: bigint;
  /** between the samples of the first and the last cell */
  readonly readoutSkewS: number;
  /** relative loss of a held cell. In 1/s */
  readonly holdDroopPerS: number;
  /** of TestInput REFERENCE; of no meaning where testPoints has none. In V */
  readonly referenceV: number;
}

export const capabilitiesAnswer: Codec<CapabilitiesAnswer> = {
  name: 'CAPABILITIES answer',
  fields: [
    'vendor',
    'chip',
    'firmwareMajor',
    'firmwareMinor',
    'cells',
    'rows',
    'blockSize',
    'maximumReads',
    'maximumPayloadBytes',
    'banks',
    'holds',
    'startStates',
    'runQueueDepth',
    'simulationFeatures',
    'runFeatures',
    'readoutBufferBytes',
    'couplingFormat',
    'blockFormat',
    'driveFormat',
    'startFormat',
    'readoutFormat',
    'testPoints',
    'dacConverters',
    'adcConverters',
    'couplingGain',
    'driveGain',
    'leak',
    'startGain',
    'readoutGain',
    'noise',
    'timeConstantS',
    'runTimerStepS',
    'runTimerMaximumTicks',
    'readoutSkewS',
    'holdDroopPerS',
    'referenceV',
  ],
  fixedBytes: 360,
  tailElementBytes: 0,
  sizeOf: () => 360,
  encode(record, view, at) {
    putText(view, at, 16, record.vendor, 'CAPABILITIES answer: vendor');
    putText(view, at + 16, 32, record.chip, 'CAPABILITIES answer: chip');
    putU16(view, at + 48, record.firmwareMajor, 'CAPABILITIES answer: firmwareMajor');
    putU16(view, at + 50, record.firmwareMinor, 'CAPABILITIES answer: firmwareMinor');
    putU32(view, at + 52, record.cells, 'CAPABILITIES answer: cells');
    putU32(view, at + 56, record.rows, 'CAPABILITIES answer: rows');
    putU32(view, at + 60, record.blockSize, 'CAPABILITIES answer: blockSize');
    putU32(view, at + 64, record.maximumReads, 'CAPABILITIES answer: maximumReads');
    putU32(view, at + 68, record.maximumPayloadBytes, 'CAPABILITIES answer: maximumPayloadBytes');
    putU8(view, at + 72, record.banks, 'CAPABILITIES answer: banks');
    putU8(view, at + 73, record.holds, 'CAPABILITIES answer: holds');
    putU8(view, at + 74, record.startStates, 'CAPABILITIES answer: startStates');
    putU8(view, at + 75, record.runQueueDepth, 'CAPABILITIES answer: runQueueDepth');
    putU32(view, at + 76, record.simulationFeatures, 'CAPABILITIES answer: simulationFeatures');
    putU32(view, at + 80, record.runFeatures, 'CAPABILITIES answer: runFeatures');
    putU32(view, at + 84, record.readoutBufferBytes, 'CAPABILITIES answer: readoutBufferBytes');
    codeFormat.encode(record.couplingFormat, view, at + 88);
    codeFormat.encode(record.blockFormat, view, at + 92);
    codeFormat.encode(record.driveFormat, view, at + 96);
    codeFormat.encode(record.startFormat, view, at + 100);
    codeFormat.encode(record.readoutFormat, view, at + 104);
    putU32(view, at + 108, record.testPoints, 'CAPABILITIES answer: testPoints');
    putU32(view, at + 112, record.dacConverters, 'CAPABILITIES answer: dacConverters');
    putU32(view, at + 116, record.adcConverters, 'CAPABILITIES answer: adcConverters');
    grid.encode(record.couplingGain, view, at + 120);
    grid.encode(record.driveGain, view, at + 152);
    grid.encode(record.leak, view, at + 184);
    grid.encode(record.startGain, view, at + 216);
    grid.encode(record.readoutGain, view, at + 248);
    grid.encode(record.noise, view, at + 280);
    putF64(view, at + 312, record.timeConstantS, 'CAPABILITIES answer: timeConstantS');
    putF64(view, at + 320, record.runTimerStepS, 'CAPABILITIES answer: runTimerStepS');
    putU64(view, at + 328, record.runTimerMaximumTicks, 'CAPABILITIES answer: runTimerMaximumTicks');
    putF64(view, at + 336, record.readoutSkewS, 'CAPABILITIES answer: readoutSkewS');
    putF64(view, at + 344, record.holdDroopPerS, 'CAPABILITIES answer: holdDroopPerS');
    putF64(view, at + 352, record.referenceV, 'CAPABILITIES answer: referenceV');
  },
  decode: (view, at) => ({
    vendor: getText(view, at, 16),
    chip: getText(view, at + 16, 32),
    firmwareMajor: view.getUint16(at + 48, true),
    firmwareMinor: view.getUint16(at + 50, true),
    cells: view.getUint32(at + 52, true),
    rows: view.getUint32(at + 56, true),
    blockSize: view.getUint32(at + 60, true),
    maximumReads: view.getUint32(at + 64, true),
    maximumPayloadBytes: view.getUint32(at + 68, true),
    banks: view.getUint8(at + 72),
    holds: view.getUint8(at + 73),
    startStates: view.getUint8(at + 74),
    runQueueDepth: view.getUint8(at + 75),
    simulationFeatures: view.getUint32(at + 76, true),
    runFeatures: view.getUint32(at + 80, true),
    readoutBufferBytes: view.getUint32(at + 84, true),
    couplingFormat: codeFormat.decode(view, at + 88, 4),
    blockFormat: codeFormat.decode(view, at + 92, 4),
    driveFormat: codeFormat.decode(view, at + 96, 4),
    startFormat: codeFormat.decode(view, at + 100, 4),
    readoutFormat: codeFormat.decode(view, at + 104, 4),
    testPoints: view.getUint32(at + 108, true),
    dacConverters: view.getUint32(at + 112, true),
    adcConverters: view.getUint32(at + 116, true),
    couplingGain: grid.decode(view, at + 120, 32),
    driveGain: grid.decode(view, at + 152, 32),
    leak: grid.decode(view, at + 184, 32),
    startGain: grid.decode(view, at + 216, 32),
    readoutGain: grid.decode(view, at + 248, 32),
    noise: grid.decode(view, at + 280, 32),
    timeConstantS: view.getFloat64(at + 312, true),
    runTimerStepS: view.getFloat64(at + 320, true),
    runTimerMaximumTicks: view.getBigUint64(at + 328, true),
    readoutSkewS: view.getFloat64(at + 336, true),
    holdDroopPerS: view.getFloat64(at + 344, true),
    referenceV: view.getFloat64(at + 352, true),
  }),
  fault: (record) =>
    inField(16, codeFormat.fault(record.couplingFormat)) ??
    inField(17, codeFormat.fault(record.blockFormat)) ??
    inField(18, codeFormat.fault(record.driveFormat)) ??
    inField(19, codeFormat.fault(record.startFormat)) ??
    inField(20, codeFormat.fault(record.readoutFormat)) ??
    inField(24, grid.fault(record.couplingGain)) ??
    inField(25, grid.fault(record.driveGain)) ??
    inField(26, grid.fault(record.leak)) ??
    inField(27, grid.fault(record.startGain)) ??
    inField(28, grid.fault(record.readoutGain)) ??
    inField(29, grid.fault(record.noise)),
};

/** answered in every state, within 250 ms of wall time */
export type StatusCommand = EmptyRecord;

export const statusCommand: Codec<StatusCommand> = {
  name: 'STATUS command',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** answered in every state, within 250 ms of wall time */
export interface StatusAnswer {
  readonly state: DeviceState;
  /** 1: a committed bank waits */
  readonly armed: number;
  /** jobs (RUN, READ, MEASURE) that wait behind the one in progress */
  readonly queuedRuns: number;
  readonly bootCount: number;
  /** runs done in this session */
  readonly runs: bigint;
  /** bit 0 DAC clipped, bit 1 ADC clipped, bit 2 bad CRC seen; cleared by RESET */
  readonly stickyErrors: number;
  readonly creditLimitBytes: number;
}

export const statusAnswer: Codec<StatusAnswer> = {
  name: 'STATUS answer',
  fields: ['state', 'armed', 'queuedRuns', 'bootCount', 'runs', 'stickyErrors', 'creditLimitBytes'],
  fixedBytes: 24,
  tailElementBytes: 0,
  sizeOf: () => 24,
  encode(record, view, at) {
    putU8(view, at, record.state, 'STATUS answer: state');
    putU8(view, at + 1, record.armed, 'STATUS answer: armed');
    putU16(view, at + 2, record.queuedRuns, 'STATUS answer: queuedRuns');
    putU32(view, at + 4, record.bootCount, 'STATUS answer: bootCount');
    putU64(view, at + 8, record.runs, 'STATUS answer: runs');
    putU32(view, at + 16, record.stickyErrors, 'STATUS answer: stickyErrors');
    putU32(view, at + 20, record.creditLimitBytes, 'STATUS answer: creditLimitBytes');
  },
  decode: (view, at) => ({
    state: view.getUint8(at) as DeviceState,
    armed: view.getUint8(at + 1),
    queuedRuns: view.getUint16(at + 2, true),
    bootCount: view.getUint32(at + 4, true),
    runs: view.getBigUint64(at + 8, true),
    stickyErrors: view.getUint32(at + 16, true),
    creditLimitBytes: view.getUint32(at + 20, true),
  }),
  fault: (record) => enumFault(0, [record.state], deviceStateNames),
};

/** works from any state: clears banks, cells and registers; the session ends, a HELLO must follow */
export type ResetCommand = EmptyRecord;

export const resetCommand: Codec<ResetCommand> = {
  name: 'RESET command',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** works from any state: clears banks, cells and registers; the session ends, a HELLO must follow */
export type ResetAnswer = EmptyRecord;

export const resetAnswer: Codec<ResetAnswer> = {
  name: 'RESET answer',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** ends the session in order */
export type CloseCommand = EmptyRecord;

export const closeCommand: Codec<CloseCommand> = {
  name: 'CLOSE command',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** ends the session in order */
export type CloseAnswer = EmptyRecord;

export const closeAnswer: Codec<CloseAnswer> = {
  name: 'CLOSE answer',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** all or none; a value off its grid is refused */
export interface WriteRegistersCommand {
  readonly registers: readonly RegisterValue[];
}

export const writeRegistersCommand: Codec<WriteRegistersCommand> = {
  name: 'WRITE_REGISTERS command',
  fields: ['registers'],
  fixedBytes: 0,
  tailElementBytes: 16,
  sizeOf: (record) => 0 + 16 * record.registers.length,
  encode(record, view, at) {
    putTail(view, at + 0, record.registers, registerValue);
  },
  decode: (view, at, bytes) => ({
    registers: getTail(view, at + 0, bytes - 0, registerValue),
  }),
  fault: (record) => inField(0, elementFault(record.registers, registerValue)),
};

/** all or none; a value off its grid is refused */
export type WriteRegistersAnswer = EmptyRecord;

export const writeRegistersAnswer: Codec<WriteRegistersAnswer> = {
  name: 'WRITE_REGISTERS answer',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** reads one register: what was last written, or its reset value */
export interface ReadRegisterCommand {
  readonly address: number;
}

export const readRegisterCommand: Codec<ReadRegisterCommand> = {
  name: 'READ_REGISTER command',
  fields: ['address', 'reserved'],
  fixedBytes: 8,
  tailElementBytes: 0,
  sizeOf: () => 8,
  encode(record, view, at) {
    putU32(view, at, record.address, 'READ_REGISTER command: address');
    putU32(view, at + 4, 0, 'READ_REGISTER command: reserved');
  },
  decode: (view, at) => ({
    address: view.getUint32(at, true),
  }),
  fault: () => undefined,
};

/** reads one register: what was last written, or its reset value */
export interface ReadRegisterAnswer {
  readonly bits: bigint;
}

export const readRegisterAnswer: Codec<ReadRegisterAnswer> = {
  name: 'READ_REGISTER answer',
  fields: ['bits'],
  fixedBytes: 8,
  tailElementBytes: 0,
  sizeOf: () => 8,
  encode(record, view, at) {
    putU64(view, at, record.bits, 'READ_REGISTER answer: bits');
  },
  decode: (view, at) => ({
    bits: view.getBigUint64(at, true),
  }),
  fault: () => undefined,
};

/** announces one array for the idle bank; DATA frames with the same request follow; the answer comes when all of it has arrived. One at a time: a new WRITE ends an unfinished one (INCOMPLETE) */
export interface WriteCommand {
  readonly array: ArrayId;
  readonly codeKind: CodeKind;
  /** COUPLINGS: r; BLOCKS: number of blocks; else 1 */
  readonly rows: number;
  /** COUPLINGS: N; BLOCKS: block²; else N */
  readonly columns: number;
  readonly totalBytes: number;
  /** of the first byte in the stream of codes of the session: the sum, modulo 2^32, of totalBytes of the WRITEs sent before */
  readonly position: number;
}

export const writeCommand: Codec<WriteCommand> = {
  name: 'WRITE command',
  fields: ['array', 'codeKind', 'reserved', 'rows', 'columns', 'totalBytes', 'position', 'reserved2'],
  fixedBytes: 24,
  tailElementBytes: 0,
  sizeOf: () => 24,
  encode(record, view, at) {
    putU8(view, at, record.array, 'WRITE command: array');
    putU8(view, at + 1, record.codeKind, 'WRITE command: codeKind');
    putU16(view, at + 2, 0, 'WRITE command: reserved');
    putU32(view, at + 4, record.rows, 'WRITE command: rows');
    putU32(view, at + 8, record.columns, 'WRITE command: columns');
    putU32(view, at + 12, record.totalBytes, 'WRITE command: totalBytes');
    putU32(view, at + 16, record.position, 'WRITE command: position');
    putU32(view, at + 20, 0, 'WRITE command: reserved2');
  },
  decode: (view, at) => ({
    array: view.getUint8(at) as ArrayId,
    codeKind: view.getUint8(at + 1) as CodeKind,
    rows: view.getUint32(at + 4, true),
    columns: view.getUint32(at + 8, true),
    totalBytes: view.getUint32(at + 12, true),
    position: view.getUint32(at + 16, true),
  }),
  fault: (record) =>
    enumFault(0, [record.array], arrayIdNames) ?? enumFault(1, [record.codeKind], codeKindNames),
};

/** announces one array for the idle bank; DATA frames with the same request follow; the answer comes when all of it has arrived. One at a time: a new WRITE ends an unfinished one (INCOMPLETE) */
export interface WriteAnswer {
  /** of all bytes as they arrived */
  readonly crc32c: number;
}

export const writeAnswer: Codec<WriteAnswer> = {
  name: 'WRITE answer',
  fields: ['crc32c', 'reserved'],
  fixedBytes: 8,
  tailElementBytes: 0,
  sizeOf: () => 8,
  encode(record, view, at) {
    putU32(view, at, record.crc32c, 'WRITE answer: crc32c');
    putU32(view, at + 4, 0, 'WRITE answer: reserved');
  },
  decode: (view, at) => ({
    crc32c: view.getUint32(at, true),
  }),
  fault: () => undefined,
};

/** DATA frame: codes from `offset` on. A lower offset is dropped as a duplicate, a higher one refused */
export interface DataPayload {
  /** bytes */
  readonly offset: number;
  readonly array: ArrayId;
  readonly codes: Uint8Array;
}

export const dataPayload: Codec<DataPayload> = {
  name: 'DATA payload',
  fields: ['offset', 'array', 'reserved', 'reserved2', 'codes'],
  fixedBytes: 8,
  tailElementBytes: 1,
  sizeOf: (record) => 8 + record.codes.length,
  encode(record, view, at) {
    putU32(view, at, record.offset, 'DATA payload: offset');
    putU8(view, at + 4, record.array, 'DATA payload: array');
    putU8(view, at + 5, 0, 'DATA payload: reserved');
    putU16(view, at + 6, 0, 'DATA payload: reserved2');
    putBytes(view, at + 8, record.codes);
  },
  decode: (view, at, bytes) => ({
    offset: view.getUint32(at, true),
    array: view.getUint8(at + 4) as ArrayId,
    codes: getBytes(view, at + 8, bytes - 8),
  }),
  fault: (record) => enumFault(1, [record.array], arrayIdNames),
};

/** CREDIT frame; a lost one is healed by the next */
export interface CreditPayload {
  readonly creditLimitBytes: number;
}

export const creditPayload: Codec<CreditPayload> = {
  name: 'CREDIT payload',
  fields: ['creditLimitBytes', 'reserved'],
  fixedBytes: 8,
  tailElementBytes: 0,
  sizeOf: () => 8,
  encode(record, view, at) {
    putU32(view, at, record.creditLimitBytes, 'CREDIT payload: creditLimitBytes');
    putU32(view, at + 4, 0, 'CREDIT payload: reserved');
  },
  decode: (view, at) => ({
    creditLimitBytes: view.getUint32(at, true),
  }),
  fault: () => undefined,
};

/** checks every array named and arms the bank; nothing latches before RUN */
export interface CommitCommand {
  /** bit n set for ArrayId n: which arrays belong to the problem. COUPLINGS and DRIVE always do */
  readonly arrays: number;
  readonly rows: number;
  readonly cells: number;
  /** by ArrayId; 0 where the array is not named */
  readonly crc32c: readonly number[];
}

export const commitCommand: Codec<CommitCommand> = {
  name: 'COMMIT command',
  fields: ['arrays', 'rows', 'cells', 'crc32c', 'reserved'],
  fixedBytes: 32,
  tailElementBytes: 0,
  sizeOf: () => 32,
  encode(record, view, at) {
    putU32(view, at, record.arrays, 'COMMIT command: arrays');
    putU32(view, at + 4, record.rows, 'COMMIT command: rows');
    putU32(view, at + 8, record.cells, 'COMMIT command: cells');
    putArray(record.crc32c, 4, 'COMMIT command: crc32c', (item, index) =>
      putU32(view, at + 12 + 4 * index, item, 'COMMIT command: crc32c'),
    );
    putU32(view, at + 28, 0, 'COMMIT command: reserved');
  },
  decode: (view, at) => ({
    arrays: view.getUint32(at, true),
    rows: view.getUint32(at + 4, true),
    cells: view.getUint32(at + 8, true),
    crc32c: getArray(4, (index) => view.getUint32(at + 12 + 4 * index, true)),
  }),
  fault: () => undefined,
};

/** checks every array named and arms the bank; nothing latches before RUN */
export type CommitAnswer = EmptyRecord;

export const commitAnswer: Codec<CommitAnswer> = {
  name: 'COMMIT answer',
  fields: [],
  fixedBytes: 0,
  tailElementBytes: 0,
  sizeOf: () => 0,
  encode() {},
  decode: () => ({}),
  fault: () => undefined,
};

/** carries on, latches, sets the start state, relaxes for the run time, reads, and so on for each repeat; DATA frames with the codes come before the answer. One that comes while another is in progress waits its turn */
export interface RunCommand {
  /** set anew for every repeat */
  readonly start: StartState;
  readonly latch: Latch;
  readonly observation: Observation;
  /** of every cell in each repeat */
  readonly reads: number;
  /** trajectories: 1 or more */
  readonly repeats: number;
  /** in steps of the run timer: how long the cells relax under the latched problem before the armed one latches; once, before the first repeat */
  readonly carryTicks: bigint;
  /** in steps of the run timer, from the latch or from the start state to the first read; without carryTicks */
  readonly runTicks: bigint;
  /** LIVE: between two reads; HELD: 0 */
  readonly spacingTicks: bigint;
}

export const runCommand: Codec<RunCommand> = {
  name: 'RUN command',
  fields: [
    'start',
    'latch',
    'observation',
    'reserved',
    'reads',
    'reserved2',
    'repeats',
    'reserved3',
    'carryTicks',
    'runTicks',
    'spacingTicks',
  ],
  fixedBytes: 40,
  tailElementBytes: 0,
  sizeOf: () => 40,
  encode(record, view, at) {
    putU8(view, at, record.start, 'RUN command: start');
    putU8(view, at + 1, record.latch, 'RUN command: latch');
    putU8(view, at + 2, record.observation, 'RUN command: observation');
    putU8(view, at + 3, 0, 'RUN command: reserved');
    putU16(view, at + 4, record.reads, 'RUN command: reads');
    putU16(view, at + 6, 0, 'RUN command: reserved2');
    putU32(view, at + 8, record.repeats, 'RUN command: repeats');
    putU32(view, at + 12, 0, 'RUN command: reserved3');
    putU64(view, at + 16, record.carryTicks, 'RUN command: carryTicks');
    putU64(view, at + 24, record.runTicks, 'RUN command: runTicks');
    putU64(view, at + 32, record.spacingTicks, 'RUN command: spacingTicks');
  },
  decode: (view, at) => ({
    start: view.getUint8(at) as StartState,
    latch: view.getUint8(at + 1) as Latch,
    observation: view.getUint8(at + 2) as Observation,
    reads: view.getUint16(at + 4, true),
    repeats: view.getUint32(at + 8, true),
    carryTicks: view.getBigUint64(at + 16, true),
    runTicks: view.getBigUint64(at + 24, true),
    spacingTicks: view.getBigUint64(at + 32, true),
  }),
  fault: (record) =>
    enumFault(0, [record.start], startStateNames) ??
    enumFault(1, [record.latch], latchNames) ??
    enumFault(2, [record.observation], observationNames),
};

/** carries on, latches, sets the start state, relaxes for the run time, reads, and so on for each repeat; DATA frames with the codes come before the answer. One that comes while another is in progress waits its turn */
export interface RunAnswer {
  readonly report: RunReport;
}

export const runAnswer: Codec<RunAnswer> = {
  name: 'RUN answer',
  fields: ['report'],
  fixedBytes: 232,
  tailElementBytes: 0,
  sizeOf: () => 232,
  encode(record, view, at) {
    runReport.encode(record.report, view, at);
  },
  decode: (view, at) => ({
    report: runReport.decode(view, at, 232),
  }),
  fault: (record) => inField(0, runReport.fault(record.report)),
};

/** reads the held cells again, at the present readout gain */
export interface ReadCommand {
  readonly reads: number;
  /** which reading of this run: names the draws of a simulation */
  readonly readIndex: number;
}

export const readCommand: Codec<ReadCommand> = {
  name: 'READ command',
  fields: ['reads', 'reserved', 'readIndex'],
  fixedBytes: 8,
  tailElementBytes: 0,
  sizeOf: () => 8,
  encode(record, view, at) {
    putU16(view, at, record.reads, 'READ command: reads');
    putU16(view, at + 2, 0, 'READ command: reserved');
    putU32(view, at + 4, record.readIndex, 'READ command: readIndex');
  },
  decode: (view, at) => ({
    reads: view.getUint16(at, true),
    readIndex: view.getUint32(at + 4, true),
  }),
  fault: () => undefined,
};

/** reads the held cells again, at the present readout gain */
export interface ReadAnswer {
  readonly report: RunReport;
}

export const readAnswer: Codec<ReadAnswer> = {
  name: 'READ answer',
  fields: ['report'],
  fixedBytes: 232,
  tailElementBytes: 0,
  sizeOf: () => 232,
  encode(record, view, at) {
    runReport.encode(record.report, view, at);
  },
  decode: (view, at) => ({
    report: runReport.decode(view, at, 232),
  }),
  fault: (record) => inField(0, runReport.fault(record.report)),
};

/** converts a test input; the cells keep what they hold and no bank is touched. For each code in turn the DAC is set, delayTicks pass, and the ADC converts `reads` times; before the first code the DAC stands settled at code 0. DATA frames with the codes come before the answer, the reads of one code side by side. Waits its turn behind runs, as READ does */
export interface MeasureCommand {
  readonly input: TestInput;
  /** LOOPBACK: of the codes, as driveFormat tells; else not looked at */
  readonly codeKind: CodeKind;
  /** of each code: 1 to maximumReads */
  readonly reads: number;
  /** LOOPBACK: how many codes follow, 1 or more; else 0 and none, and the input is converted `reads` times */
  readonly count: number;
  /** LOOPBACK: which DAC; else 0 */
  readonly dacConverter: number;
  /** which ADC */
  readonly adcConverter: number;
  /** LOOPBACK: in steps of the run timer, from the update of the DAC to the sample of the ADC; else 0 */
  readonly delayTicks: bigint;
  /** names the draws of a simulation */
  readonly measureIndex: number;
  readonly codes: Uint8Array;
}

export const measureCommand: Codec<MeasureCommand> = {
  name: 'MEASURE command',
  fields: [
    'input',
    'codeKind',
    'reads',
    'count',
    'dacConverter',
    'adcConverter',
    'delayTicks',
    'measureIndex',
    'reserved',
    'codes',
  ],
  fixedBytes: 32,
  tailElementBytes: 1,
  sizeOf: (record) => 32 + record.codes.length,
  encode(record, view, at) {
    putU8(view, at, record.input, 'MEASURE command: input');
    putU8(view, at + 1, record.codeKind, 'MEASURE command: codeKind');
    putU16(view, at + 2, record.reads, 'MEASURE command: reads');
    putU32(view, at + 4, record.count, 'MEASURE command: count');
    putU32(view, at + 8, record.dacConverter, 'MEASURE command: dacConverter');
    putU32(view, at + 12, record.adcConverter, 'MEASURE command: adcConverter');
    putU64(view, at + 16, record.delayTicks, 'MEASURE command: delayTicks');
    putU32(view, at + 24, record.measureIndex, 'MEASURE command: measureIndex');
    putU32(view, at + 28, 0, 'MEASURE command: reserved');
    putBytes(view, at + 32, record.codes);
  },
  decode: (view, at, bytes) => ({
    input: view.getUint8(at) as TestInput,
    codeKind: view.getUint8(at + 1) as CodeKind,
    reads: view.getUint16(at + 2, true),
    count: view.getUint32(at + 4, true),
    dacConverter: view.getUint32(at + 8, true),
    adcConverter: view.getUint32(at + 12, true),
    delayTicks: view.getBigUint64(at + 16, true),
    measureIndex: view.getUint32(at + 24, true),
    codes: getBytes(view, at + 32, bytes - 32),
  }),
  fault: (record) =>
    enumFault(0, [record.input], testInputNames) ?? enumFault(1, [record.codeKind], codeKindNames),
};

/** converts a test input; the cells keep what they hold and no bank is touched. For each code in turn the DAC is set, delayTicks pass, and the ADC converts `reads` times; before the first code the DAC stands settled at code 0. DATA frames with the codes come before the answer, the reads of one code side by side. Waits its turn behind runs, as READ does */
export interface MeasureAnswer {
  readonly report: RunReport;
}

export const measureAnswer: Codec<MeasureAnswer> = {
  name: 'MEASURE answer',
  fields: ['report'],
  fixedBytes: 232,
  tailElementBytes: 0,
  sizeOf: () => 232,
  encode(record, view, at) {
    runReport.encode(record.report, view, at);
  },
  decode: (view, at) => ({
    report: runReport.decode(view, at, 232),
  }),
  fault: (record) => inField(0, runReport.fault(record.report)),
};

/** ends a RUN, READ or MEASURE that waits or is in progress: it is answered with ABORTED first, then this. A RUN that is cancelled in progress discharges the cells */
export interface CancelCommand {
  /** request of the command */
  readonly target: number;
}

export const cancelCommand: Codec<CancelCommand> = {
  name: 'CANCEL command',
  fields: ['target', 'reserved', 'reserved2'],
  fixedBytes: 8,
  tailElementBytes: 0,
  sizeOf: () => 8,
  encode(record, view, at) {
    putU16(view, at, record.target, 'CANCEL command: target');
    putU16(view, at + 2, 0, 'CANCEL command: reserved');
    putU32(view, at + 4, 0, 'CANCEL command: reserved2');
  },
  decode: (view, at) => ({
    target: view.getUint16(at, true),
  }),
  fault: () => undefined,
};

/** ends a RUN, READ or MEASURE that waits or is in progress: it is answered with ABORTED first, then this. A RUN that is cancelled in progress discharges the cells */
export interface CancelAnswer {
  /** 1: it was ended by this; 0: there was no such job any more */
  readonly cancelled: number;
}

export const cancelAnswer: Codec<CancelAnswer> = {
  name: 'CANCEL answer',
  fields: ['cancelled', 'reserved', 'reserved2', 'reserved3'],
  fixedBytes: 8,
  tailElementBytes: 0,
  sizeOf: () => 8,
  encode(record, view, at) {
    putU8(view, at, record.cancelled, 'CANCEL answer: cancelled');
    putU8(view, at + 1, 0, 'CANCEL answer: reserved');
    putU16(view, at + 2, 0, 'CANCEL answer: reserved2');
    putU32(view, at + 4, 0, 'CANCEL answer: reserved3');
  },
  decode: (view, at) => ({
    cancelled: view.getUint8(at),
  }),
  fault: () => undefined,
};

/** payload of a terminal answer with the ERROR flag */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly field: number;
  readonly got: number;
  readonly limit: number;
}

export const errorRecord: Codec<ErrorRecord> = {
  name: 'error record',
  fields: ['code', 'field', 'reserved', 'got', 'limit'],
  fixedBytes: 24,
  tailElementBytes: 0,
  sizeOf: () => 24,
  encode(record, view, at) {
    putU16(view, at, record.code, 'error record: code');
    putU16(view, at + 2, record.field, 'error record: field');
    putU32(view, at + 4, 0, 'error record: reserved');
    putF64(view, at + 8, record.got, 'error record: got');
    putF64(view, at + 16, record.limit, 'error record: limit');
  },
  decode: (view, at) => ({
    code: view.getUint16(at, true) as ErrorCode,
    field: view.getUint16(at + 2, true),
    got: view.getFloat64(at + 8, true),
    limit: view.getFloat64(at + 16, true),
  }),
  fault: (record) => enumFault(0, [record.code], errorCodeNames),
};

/** Message ids. */
export const Opcode = {
  /** opens a session; the only command with session 0 */
  HELLO: 0x0001,
  /** what the chip is */
  CAPABILITIES: 0x0002,
  /** answered in every state, within 250 ms of wall time */
  STATUS: 0x0003,
  /** works from any state: clears banks, cells and registers; the session ends, a HELLO must follow */
  RESET: 0x0004,
  /** ends the session in order */
  CLOSE: 0x0005,
  /** all or none; a value off its grid is refused */
  WRITE_REGISTERS: 0x0010,
  /** reads one register: what was last written, or its reset value */
  READ_REGISTER: 0x0011,
  /** announces one array for the idle bank; DATA frames with the same request follow; the answer comes when all of it has arrived. One at a time: a new WRITE ends an unfinished one (INCOMPLETE) */
  WRITE: 0x0020,
  /** DATA frame: codes from `offset` on. A lower offset is dropped as a duplicate, a higher one refused */
  DATA: 0x0021,
  /** CREDIT frame; a lost one is healed by the next */
  CREDIT: 0x0022,
  /** checks every array named and arms the bank; nothing latches before RUN */
  COMMIT: 0x0023,
  /** carries on, latches, sets the start state, relaxes for the run time, reads, and so on for each repeat; DATA frames with the codes come before the answer. One that comes while another is in progress waits its turn */
  RUN: 0x0030,
  /** reads the held cells again, at the present readout gain */
  READ: 0x0031,
  /** converts a test input; the cells keep what they hold and no bank is touched. For each code in turn the DAC is set, delayTicks pass, and the ADC converts `reads` times; before the first code the DAC stands settled at code 0. DATA frames with the codes come before the answer, the reads of one code side by side. Waits its turn behind runs, as READ does */
  MEASURE: 0x0033,
  /** ends a RUN, READ or MEASURE that waits or is in progress: it is answered with ABORTED first, then this. A RUN that is cancelled in progress discharges the cells */
  CANCEL: 0x0032,
} as const;
export type Opcode = (typeof Opcode)[keyof typeof Opcode];

/** Every command with the codecs of its two payloads. */
export const commands = {
  HELLO: { name: 'HELLO', opcode: 0x0001, command: helloCommand, answer: helloAnswer },
  CAPABILITIES: {
    name: 'CAPABILITIES',
    opcode: 0x0002,
    command: capabilitiesCommand,
    answer: capabilitiesAnswer,
  },
  STATUS: { name: 'STATUS', opcode: 0x0003, command: statusCommand, answer: statusAnswer },
  RESET: { name: 'RESET', opcode: 0x0004, command: resetCommand, answer: resetAnswer },
  CLOSE: { name: 'CLOSE', opcode: 0x0005, command: closeCommand, answer: closeAnswer },
  WRITE_REGISTERS: {
    name: 'WRITE_REGISTERS',
    opcode: 0x0010,
    command: writeRegistersCommand,
    answer: writeRegistersAnswer,
  },
  READ_REGISTER: {
    name: 'READ_REGISTER',
    opcode: 0x0011,
    command: readRegisterCommand,
    answer: readRegisterAnswer,
  },
  WRITE: { name: 'WRITE', opcode: 0x0020, command: writeCommand, answer: writeAnswer },
  COMMIT: { name: 'COMMIT', opcode: 0x0023, command: commitCommand, answer: commitAnswer },
  RUN: { name: 'RUN', opcode: 0x0030, command: runCommand, answer: runAnswer },
  READ: { name: 'READ', opcode: 0x0031, command: readCommand, answer: readAnswer },
  MEASURE: { name: 'MEASURE', opcode: 0x0033, command: measureCommand, answer: measureAnswer },
  CANCEL: { name: 'CANCEL', opcode: 0x0032, command: cancelCommand, answer: cancelAnswer },
} as const;
export type CommandName = keyof typeof commands;
