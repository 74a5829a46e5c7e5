import type { Layout } from '../layout.js';
import { Conversation, type ConversationVector } from './conversation.js';
import type { Fields } from './encode.js';
import {
  BLOCKS,
  commit,
  COUPLINGS,
  couplingCodes,
  crcOf,
  DRIVE,
  driveCodes,
  INT16,
  INT8,
  measureLoopback,
  measureZero,
  READOUT,
  run,
  START,
  writeCouplings,
  writeDrive,
  written,
} from './small-problem.js';

const CONTINUOUS = 0;
const LINEAR = 1;

const continuous = { kind: CONTINUOUS, mantissaBits: 0, minimum: 1e-9, maximum: 1, step: 0 };

/** The device of the conversations. */
export const deviceCapabilities: Fields = {
  vendor: 'vectors',
  chip: 'small',
  firmwareMajor: 1,
  firmwareMinor: 0,
  cells: 600,
  rows: 8,
  blockSize: 4,
  maximumReads: 4,
  maximumPayloadBytes: 512,
  banks: 2,
  holds: 1,
  startStates: 7,
  runQueueDepth: 2,
  simulationFeatures: 3,
  runFeatures: 7,
  readoutBufferBytes: 4096,
  couplingFormat: { kind: INT8, resolutionBits: 8 },
  blockFormat: { kind: INT8, resolutionBits: 8 },
  driveFormat: { kind: INT16, resolutionBits: 12 },
  startFormat: { kind: INT16, resolutionBits: 12 },
  readoutFormat: { kind: INT16, resolutionBits: 12 },
  couplingGain: continuous,
  driveGain: continuous,
  leak: { kind: LINEAR, mantissaBits: 0, minimum: 0.25, maximum: 4, step: 0.25 },
  startGain: continuous,
  readoutGain: continuous,
  noise: { kind: 3, mantissaBits: 0, minimum: 0, maximum: 0, step: 0 },
  timeConstantS: 1e-6,
  runTimerStepS: 1e-9,
  runTimerMaximumTicks: '1000000',
  readoutSkewS: 0,
  holdDroopPerS: 0,
  testPoints: 7,
  dacConverters: 2,
  adcConverters: 3,
  referenceV: 0.5,
};

/** Frames that a device must refuse, drop or take in spite of something, each with the answers that follow. */
export function conversationVectors(layout: Layout, hash: bigint): ConversationVector[] {
  const vectors: ConversationVector[] = [];
  const conversation = (name: string, talk: (c: Conversation) => void, capabilities: Fields = {}): void => {
    const c = new Conversation(layout, hash, name, capabilities);
    talk(c);
    vectors.push(c.vector);
  };
  /** The same after HELLO. */
  const inSession = (name: string, talk: (c: Conversation) => void, capabilities: Fields = {}): void =>
    conversation(name, (c) => talk(c.hello()), capabilities);
  const { version, rules } = layout.table;
  const answersHeld = rules.find(({ name }) => name === 'answersHeld')?.value ?? Number.NaN;
  const indexOf = (message: string, field: string): number => {
    const command = layout.messages.find(({ name }) => name === message)?.parts.command;
    const names = [...(command?.fields ?? []), ...(command?.tail ? [command.tail] : [])].map(
      ({ name }) => name,
    );
    return names.includes(field) ? names.indexOf(field) : Number.NaN;
  };

  // what is not a frame
  inSession('bytes between frames are skipped', (c) => {
    c.raw('garbage, a magic number in it', Buffer.from('00ff5350015350aa', 'hex'));
    c.good(c.command('STATUS'));
  });
  inSession('a frame with a damaged header is skipped without an answer', (c) => {
    c.command('STATUS', {}, { flipped: 14 });
    c.good(c.command('STATUS'));
  });
  inSession('a frame with another magic number is skipped', (c) => {
    c.command('STATUS', {}, { magic: 0x5054 });
    c.good(c.command('STATUS'));
  });
  inSession('a header that is cut off is waited for and costs no other frame', (c) => {
    c.command('STATUS', {}, { sent: 20 });
    c.good(c.command('STATUS'));
  });
  inSession('a payload that is cut off costs one frame: the next is found inside it', (c) => {
    const cut = c.command('READ_REGISTER', { address: 0 }, { sent: 28 });
    const next = c.command('STATUS');
    c.refused(cut, 'BAD_PAYLOAD_CRC', { field: cut.opcode });
    c.good(next);
  });

  // what the link refuses
  inSession('a damaged payload is answered by its request, and not remembered', (c) => {
    const damaged = c.command('READ_REGISTER', { address: 0x0010 }, { flipped: 25 });
    c.refused(damaged, 'BAD_PAYLOAD_CRC', { field: damaged.opcode });
    c.good(c.command('READ_REGISTER', { address: 0x0010 }, { request: damaged.request }), {
      bits: '4607182418800017408', // 1.0
    });
  });
  conversation('another link version', (c) => {
    const hello = c.command('HELLO', c.greeting, { version: version + 1 });
    c.refused(hello, 'BAD_VERSION', { got: version + 1, limit: version });
  });
  inSession('an unknown flag in the low byte', (c) => {
    const status = c.command('STATUS', {}, { flags: 0x0010 });
    c.refused(status, 'BAD_FLAG', { got: 0x0010, limit: 0x000f });
  });
  inSession('an unknown flag in the high byte is ignored', (c) => {
    c.good(c.command('STATUS', {}, { flags: 0x8000 }));
  });
  inSession(
    'SIM_TIME to a device without virtual time',
    (c) => {
      const read = c.command('READ_REGISTER', { address: 0 }, { stampPs: '1000' });
      c.refused(read, 'BAD_FLAG', { got: 0x0008, limit: 0x0007 });
    },
    { simulationFeatures: 0 },
  );
  inSession('SIM_TIME without room for its stamp', (c) => {
    const read = c.command('READ_REGISTER', {}, { flags: 0x0008, body: new Uint8Array(4) });
    c.refused(read, 'BAD_LENGTH', { got: 4, limit: 512 });
  });
  inSession('a payload above the maximum is not waited for', (c) => {
    const write = c.command('WRITE_REGISTERS', {}, { length: 513 });
    c.refused(write, 'BAD_LENGTH', { got: 513, limit: 512 });
    c.good(c.command('STATUS'));
  });
  inSession('the largest length that a header can name is not waited for', (c) => {
    const write = c.command('WRITE_REGISTERS', {}, { length: 0xffff_ffff });
    c.refused(write, 'BAD_LENGTH', { got: 0xffff_ffff, limit: 512 });
    c.good(c.command('STATUS'));
  });
  inSession('frames of kinds that only a device sends are dropped', (c) => {
    c.command('STATUS', {}, { kind: 'ANSWER' });
    c.command('STATUS', {}, { kind: 'CREDIT' });
    c.good(c.command('STATUS'));
  });
  inSession('a frame that comes twice is executed and answered once', (c) => {
    const first = c.command('READ_REGISTER', { address: 0 }, { sequence: 40 });
    c.command('READ_REGISTER', { address: 0 }, { sequence: 40, request: first.request });
    c.good(first);
    c.good(c.command('STATUS', {}, { sequence: 41 }));
  });

  inSession('a frame that comes after 64 later ones is dropped, one before that is taken', (c) => {
    c.good(c.command('STATUS', {}, { sequence: 100 }));
    c.command('STATUS', {}, { sequence: 36 });
    c.good(c.command('STATUS', {}, { sequence: 37 }));
  });
  conversation(
    'before HELLO a payload above 512 bytes is not waited for',
    (c) => {
      const write = c.command('WRITE_REGISTERS', {}, { length: 513 });
      c.refused(write, 'BAD_LENGTH', { got: 513, limit: 512 });
      c.good(c.command('HELLO', c.greeting, { request: 7 }));
    },
    { maximumPayloadBytes: 1024 },
  );

  // the order of commands, and repeats
  const gain = (bits: string): Fields => ({ registers: [{ address: 0x0000, bits }] });
  const [half, quarter] = ['4602678819172646912', '4598175219545276416']; // 0.5 and 0.25
  inSession('a command is not executed while one before it is missing', (c) => {
    c.refused(c.command('WRITE_REGISTERS', gain(half), { request: 3 }), 'OUT_OF_ORDER', { got: 3, limit: 2 });
    c.good(c.command('WRITE_REGISTERS', gain(quarter), { request: 2 }));
    c.good(c.command('WRITE_REGISTERS', gain(half), { request: 3 }));
    c.good(c.command('READ_REGISTER', { address: 0 }, { request: 4 }), { bits: half });
  });
  inSession('commands outside the count', (c) => {
    c.good(c.command('STATUS', {}, { request: 0x8000 }));
    c.refused(c.command('READ_REGISTER', {}, { request: 0x8001 }), 'OUT_OF_ORDER', { got: 0x8001, limit: 2 });
    c.good(c.command('READ_REGISTER', {}, { request: 2 }));
  });
  inSession('a repeated command is answered again and not executed again', (c) => {
    const write = c.command('WRITE_REGISTERS', gain(half));
    c.good(write);
    c.good(c.command('WRITE_REGISTERS', gain(quarter)));
    c.command('WRITE_REGISTERS', gain(half), { request: write.request });
    c.good(write);
    c.good(c.command('READ_REGISTER', { address: 0 }), { bits: quarter });
  });
  inSession('a repeated command whose answer is no longer held', (c) => {
    for (let i = 0; i <= answersHeld; i++) c.good(c.command('READ_REGISTER'));
    c.refused(c.command('READ_REGISTER', {}, { request: 2 }), 'ANSWER_GONE');
  });

  // what the session refuses
  inSession('a command of another session', (c) => {
    c.refused(c.command('STATUS', {}, { session: 9 }), 'BAD_SESSION', { got: 9, limit: 1 });
  });
  inSession('a second HELLO', (c) => {
    c.refused(c.command('HELLO', { ...c.greeting, hostNonce: 8 }, { session: 0 }), 'BUSY');
  });
  inSession('the same HELLO again gets the same answer', (c) => {
    c.good(c.command('HELLO', c.greeting, { session: 0, request: 1 }), { session: 1 });
  });
  conversation('HELLO of a host that speaks later versions only', (c) => {
    const later = { ...c.greeting, versionMinimum: version + 1, versionMaximum: version + 3 };
    c.refused(c.command('HELLO', later), 'BAD_VERSION', { got: version + 3, limit: version });
  });
  conversation('HELLO of a host with another message table', (c) => {
    const other = hash ^ 1n;
    const low = (value: bigint): number => Number(value & 0xffff_ffffn);
    const hello = c.command('HELLO', { ...c.greeting, schemaHash: String(other) });
    c.refused(hello, 'BAD_VERSION', { field: 1, got: low(other), limit: low(hash) });
  });
  inSession('a command after CLOSE', (c) => {
    c.good(c.command('CLOSE'));
    c.refused(c.command('STATUS'), 'BAD_SESSION', { got: 1, limit: 0 });
  });
  inSession('a command after RESET', (c) => {
    c.good(c.command('RESET'));
    c.refused(c.command('STATUS'), 'BAD_SESSION', { got: 1, limit: 0 });
  });
  conversation('RESET without a session', (c) => {
    c.good(c.command('RESET'));
  });

  // what a command refuses before it looks at the device
  inSession('an unknown opcode', (c) => {
    const unknown = c.command('STATUS', {}, { opcode: 0x7fff });
    c.refused(unknown, 'UNKNOWN_OPCODE', { got: 0x7fff });
  });
  inSession('a payload where the message has none', (c) => {
    c.refused(c.command('STATUS', {}, { body: new Uint8Array(4) }), 'BAD_LENGTH', { got: 4, limit: 0 });
  });
  inSession('a payload that is too short for the message', (c) => {
    c.refused(c.command('RUN', {}, { body: new Uint8Array(16) }), 'BAD_LENGTH', { got: 16, limit: 40 });
  });
  inSession('a tail that is not a whole number of records', (c) => {
    const write = c.command('WRITE_REGISTERS', {}, { body: new Uint8Array(20) });
    c.refused(write, 'BAD_LENGTH', { got: 20, limit: 0 });
  });
  inSession('a value that its enum does not name', (c) => {
    const unnamed = c.command('RUN', { ...run, start: 9 });
    c.refused(unnamed, 'BAD_ARGUMENT', { field: indexOf('RUN', 'start'), got: 9, limit: 3 });
  });
  inSession('padding that is not zero is ignored', (c) => {
    c.good(c.command('READ_REGISTER', { address: 0, reserved: 0xffff_ffff }));
  });

  // registers
  inSession('a register that the device does not have', (c) => {
    const read = c.command('READ_REGISTER', { address: 0x0001_0004 });
    c.refused(read, 'UNKNOWN_REGISTER', { field: 0x0004, got: 0x0001_0004 });
  });
  inSession('one value off its grid refuses all of a WRITE_REGISTERS', (c) => {
    const registers = [
      { address: 0x0000, bits: '4602678819172646912' }, // couplingGain 0.5
      { address: 0x0010, bits: '4605831338911806259' }, // leak 0.85
    ];
    c.refused(c.command('WRITE_REGISTERS', { registers }), 'OFF_GRID', {
      field: 0x10,
      got: 0.85,
      limit: 0.75,
    });
    c.good(c.command('READ_REGISTER', { address: 0 }), { bits: '4607182418800017408' });
  });
  inSession(
    'simulation registers of a device that has none',
    (c) => {
      const registers = [{ address: 0x0100, bits: '1' }];
      const write = c.command('WRITE_REGISTERS', { registers });
      c.refused(write, 'UNKNOWN_REGISTER', { field: 0x0100, got: 0x0100 });
    },
    { simulationFeatures: 0 },
  );

  // arrays
  const refusedWrite = (name: string, changed: Fields, code: string, details: Fields): void =>
    inSession(name, (c) => c.refused(c.command('WRITE', { ...writeCouplings, ...changed }), code, details));
  refusedWrite('WRITE of the readout', { array: READOUT }, 'BAD_ARGUMENT', {
    field: indexOf('WRITE', 'array'),
    got: READOUT,
    limit: START,
  });
  refusedWrite('WRITE of codes of another kind', { codeKind: INT16 }, 'BAD_ARGUMENT', {
    field: indexOf('WRITE', 'codeKind'),
    got: INT16,
    limit: INT8,
  });
  refusedWrite('WRITE of more rows than the chip has', { rows: 9, totalBytes: 18 }, 'TOO_LARGE', {
    field: 1,
    got: 9,
    limit: 8,
  });
  refusedWrite('WRITE of more cells than the chip has', { columns: 601, totalBytes: 601 }, 'TOO_LARGE', {
    field: 0,
    got: 601,
    limit: 600,
  });
  refusedWrite(
    'WRITE of larger blocks than the chip has',
    { array: BLOCKS, columns: 25, totalBytes: 25 },
    'TOO_LARGE',
    { field: 2, got: 5, limit: 4 },
  );
  refusedWrite('WRITE whose size is not that of its shape', { totalBytes: 3 }, 'BAD_ARGUMENT', {
    field: indexOf('WRITE', 'totalBytes'),
    got: 3,
    limit: 2,
  });
  inSession('a piece that is missing', (c) => {
    const write = c.command('WRITE', { ...writeDrive, position: 0 });
    c.data(write, { offset: 2, array: DRIVE, codes: 'f6ff' }, { flags: 2 });
    c.refused(write, 'BAD_OFFSET', { got: 2, limit: 0 });
  });
  inSession('a piece that comes twice is dropped the second time', (c) => {
    const write = c.command('WRITE', { ...writeDrive, position: 0 });
    c.data(write, { offset: 0, array: DRIVE, codes: '0a00' }, { flags: 1 });
    c.data(write, { offset: 0, array: DRIVE, codes: 'ffff' }, { flags: 1 });
    c.data(write, { offset: 2, array: DRIVE, codes: 'f6ff' }, { flags: 2 });
    c.good(write, { crc32c: crcOf(driveCodes) });
  });
  inSession('the last piece before the end', (c) => {
    const write = c.command('WRITE', { ...writeDrive, position: 0 });
    c.data(write, { offset: 0, array: DRIVE, codes: '0a00' }, { flags: 3 });
    c.refused(write, 'INCOMPLETE', { field: DRIVE, got: 2, limit: 4 });
  });
  inSession('more codes than were announced', (c) => {
    const write = c.command('WRITE', { ...writeDrive, position: 0 });
    c.data(write, { offset: 0, array: DRIVE, codes: '0a00f6ff0000' }, { flags: 3 });
    c.refused(write, 'BAD_LENGTH', { got: 6, limit: 4 });
  });
  inSession('a piece of another array', (c) => {
    const write = c.command('WRITE', { ...writeDrive, position: 0 });
    c.data(write, { offset: 0, array: START, codes: driveCodes }, { flags: 3 });
    c.refused(write, 'BAD_ARGUMENT', { field: indexOf('WRITE', 'array'), got: START, limit: DRIVE });
  });
  inSession('a damaged piece ends the WRITE, which may be repeated', (c) => {
    const write = c.command('WRITE', { ...writeDrive, position: 0 });
    const piece = { offset: 0, array: DRIVE, codes: driveCodes };
    const damaged = c.data(write, piece, { flags: 3, flipped: 32 });
    c.refused(write, 'BAD_PAYLOAD_CRC', { field: damaged.opcode });
    const again = c.command('WRITE', { ...writeDrive, position: 4 }, { request: write.request });
    c.data(again, piece, { flags: 3 });
    c.good(again, { crc32c: crcOf(driveCodes) });
  });
  inSession('a WRITE while another is unfinished', (c) => {
    const first = c.command('WRITE', { ...writeDrive, position: 0 });
    const second = c.command('WRITE', { ...writeCouplings, position: 4 });
    c.refused(first, 'INCOMPLETE', { field: DRIVE, got: 0, limit: 4 });
    c.data(second, { offset: 0, array: COUPLINGS, codes: couplingCodes }, { flags: 3 });
    c.good(second, { crc32c: crcOf(couplingCodes) });
  });
  inSession('DATA that no WRITE announced is dropped', (c) => {
    c.data({ opcode: 0, request: 77 }, { offset: 0, array: DRIVE, codes: driveCodes }, { flags: 3 });
    c.good(c.command('STATUS'));
  });

  // committing and running
  const refusedCommit = (name: string, changed: Fields, code: string, details: Fields): void =>
    inSession(name, (c) => {
      written(c);
      c.refused(c.command('COMMIT', { ...commit, ...changed }), code, details);
      c.good(c.command('COMMIT', commit));
    });
  refusedCommit(
    'COMMIT with another CRC changes nothing',
    { crc32c: [1, 0, crcOf(driveCodes), 0] },
    'BAD_TOTAL_CRC',
    {
      field: COUPLINGS,
      got: 1,
      limit: crcOf(couplingCodes),
    },
  );
  refusedCommit('COMMIT of an array that was not written', { arrays: 0b1101 }, 'INCOMPLETE', {
    field: START,
    got: 0,
    limit: 0,
  });
  refusedCommit('COMMIT without the drive', { arrays: 0b0001 }, 'BAD_ARGUMENT', {
    field: indexOf('COMMIT', 'arrays'),
    got: 0b0001,
    limit: 0b0101,
  });
  refusedCommit('COMMIT of another number of cells', { cells: 3 }, 'BAD_ARGUMENT', {
    field: indexOf('COMMIT', 'cells'),
    got: 3,
    limit: 2,
  });
  inSession('RUN without a problem', (c) => {
    c.refused(c.command('RUN', run), 'BAD_STATE', { got: 0 });
  });
  const refusedRun = (
    name: string,
    changed: Fields,
    code: string,
    details: Fields,
    chip: Fields = {},
  ): void =>
    inSession(
      name,
      (c) => {
        written(c);
        c.good(c.command('COMMIT', commit));
        c.refused(c.command('RUN', { ...run, ...changed }), code, details);
      },
      chip,
    );
  refusedRun('RUN from a start state that the chip does not have', { start: 3 }, 'NOT_SUPPORTED', {
    field: indexOf('RUN', 'start'),
    got: 3,
  });
  refusedRun('RUN with no reads', { reads: 0 }, 'BAD_ARGUMENT', {
    field: indexOf('RUN', 'reads'),
    got: 0,
    limit: 1,
  });
  refusedRun('RUN with more reads than the chip takes', { reads: 5 }, 'TOO_LARGE', {
    field: 3,
    got: 5,
    limit: 4,
  });
  refusedRun('RUN for longer than the timer counts', { runTicks: '1000001' }, 'BAD_ARGUMENT', {
    field: indexOf('RUN', 'runTicks'),
    got: 1_000_001,
    limit: 1_000_000,
  });
  refusedRun('RUN of no trajectory', { repeats: 0 }, 'BAD_ARGUMENT', {
    field: indexOf('RUN', 'repeats'),
    got: 0,
    limit: 1,
  });
  refusedRun('RUN of more codes than the chip returns', { repeats: 257, reads: 4 }, 'TOO_LARGE', {
    field: 4,
    got: 257 * 4 * 2 * 2,
    limit: 4096,
  });
  refusedRun(
    'RUN with live reads for longer than the timer counts',
    { observation: 1, reads: 2, spacingTicks: '999001' },
    'BAD_ARGUMENT',
    {
      field: indexOf('RUN', 'spacingTicks'),
      got: 999_001,
      limit: 999_000,
    },
  );
  const plain = { runFeatures: 0 };
  const unsupported = (field: string, got: number): Fields => ({ field: indexOf('RUN', field), got });
  refusedRun(
    'a carry time, on a chip without',
    { carryTicks: '5' },
    'NOT_SUPPORTED',
    unsupported('carryTicks', 5),
    plain,
  );
  refusedRun(
    'live reads, on a chip without',
    { observation: 1 },
    'NOT_SUPPORTED',
    unsupported('observation', 1),
    plain,
  );
  refusedRun('repeats, on a chip without', { repeats: 2 }, 'NOT_SUPPORTED', unsupported('repeats', 2), plain);
  // test points
  inSession('MEASURE leaves the device as it was', (c) => {
    c.good(c.command('MEASURE', measureZero));
    c.good(c.command('STATUS'), { state: 0, armed: 0 });
    written(c);
    c.good(c.command('COMMIT', commit));
    c.good(c.command('MEASURE', measureLoopback));
    c.good(c.command('STATUS'), { state: 1, armed: 1 });
    c.good(c.command('RUN', run));
  });
  inSession('a repeated MEASURE is answered again', (c) => {
    const measure = c.command('MEASURE', measureLoopback);
    c.good(measure);
    c.command('MEASURE', measureLoopback, { request: measure.request });
    c.good(measure);
  });
  const refusedMeasure = (
    name: string,
    measure: Fields,
    code: string,
    details: Fields,
    chip: Fields = {},
  ): void => inSession(name, (c) => c.refused(c.command('MEASURE', measure), code, details), chip);
  const wrongField = (field: string, got: number, limit: number): Fields => ({
    field: indexOf('MEASURE', field),
    got,
    limit,
  });
  const noInput = { field: indexOf('MEASURE', 'input'), got: 2 };
  refusedMeasure('a loopback, on a chip without', measureLoopback, 'NOT_SUPPORTED', noInput, {
    testPoints: 3,
  });
  refusedMeasure(
    'MEASURE of an input that its enum does not name',
    { ...measureZero, input: 3 },
    'BAD_ARGUMENT',
    wrongField('input', 3, 2),
  );
  const loopbacks: [string, Fields, Fields][] = [
    ['codes of another kind', { codeKind: INT8 }, wrongField('codeKind', INT8, INT16)],
    ['no reads', { reads: 0 }, wrongField('reads', 0, 1)],
    ['no codes', { count: 0, codes: '' }, wrongField('count', 0, 1)],
    ['more codes than it brings', { count: 3 }, wrongField('codes', 4, 6)],
    ['half a code', { codes: `${driveCodes}00` }, wrongField('codes', 5, 4)],
    ['a DAC that there is not', { dacConverter: 2 }, wrongField('dacConverter', 2, 1)],
    ['an ADC that there is not', { adcConverter: 3 }, wrongField('adcConverter', 3, 2)],
    [
      'a longer delay than the timer counts',
      { delayTicks: '1000001' },
      wrongField('delayTicks', 1_000_001, 1_000_000),
    ],
  ];
  for (const [what, changed, details] of loopbacks) {
    refusedMeasure(`a loopback with ${what}`, { ...measureLoopback, ...changed }, 'BAD_ARGUMENT', details);
  }
  const zeros: [string, Fields, Fields][] = [
    ['codes', { count: 2, codes: driveCodes }, wrongField('count', 2, 0)],
    ['codes that it does not count', { codes: driveCodes }, wrongField('codes', 4, 0)],
    ['a DAC', { dacConverter: 1 }, wrongField('dacConverter', 1, 0)],
    ['a delay', { delayTicks: '1' }, wrongField('delayTicks', 1, 0)],
  ];
  for (const [what, changed, details] of zeros) {
    refusedMeasure(`MEASURE of 0 V with ${what}`, { ...measureZero, ...changed }, 'BAD_ARGUMENT', details);
  }
  refusedMeasure('MEASURE with more reads than the chip takes', { ...measureZero, reads: 5 }, 'TOO_LARGE', {
    field: 3,
    got: 5,
    limit: 4,
  });
  refusedMeasure(
    'a loopback of more codes than the chip returns',
    { ...measureLoopback, reads: 2, adcConverter: 0 },
    'TOO_LARGE',
    { field: 4, got: 2 * 2 * 2, limit: 7 },
    { readoutBufferBytes: 7 },
  );

  inSession('CANCEL of what there is not', (c) => {
    c.good(c.command('CANCEL', { target: 99 }), { cancelled: 0 });
  });
  return vectors;
}
