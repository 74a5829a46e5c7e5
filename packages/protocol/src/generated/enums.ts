// Generated from firmware-spec/spu-link.yaml by `npm run generate`. Do not edit.

import { enumNames } from '../wire/fields.js';

export const FrameKind = {
  /** host to device; gets exactly one ANSWER */
  COMMAND: 1,
  /** device to host; the terminal answer of a command */
  ANSWER: 2,
  /** a piece of a bulk transfer */
  DATA: 3,
  /** device to host; how far the host may write */
  CREDIT: 4,
} as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];
export type FrameKindName = keyof typeof FrameKind;
export const frameKindNames = enumNames(FrameKind);

/** the arrays of a problem */
export const ArrayId = {
  /** B, rows × cells, row-major */
  COUPLINGS: 0,
  /** S, rows/block blocks of block × block, row-major */
  BLOCKS: 1,
  /** g, one code a cell */
  DRIVE: 2,
  /** x₀ of start state WRITTEN, one code a cell */
  START: 3,
  /** ADC codes, reads × cells (device to host only) */
  READOUT: 4,
} as const;
export type ArrayId = (typeof ArrayId)[keyof typeof ArrayId];
export type ArrayIdName = keyof typeof ArrayId;
export const arrayIdNames = enumNames(ArrayId);

export const CodeKind = {
  INT8: 0,
  INT16: 1,
  /** ideal converters of a simulation only */
  FLOAT32: 2,
} as const;
export type CodeKind = (typeof CodeKind)[keyof typeof CodeKind];
export type CodeKindName = keyof typeof CodeKind;
export const codeKindNames = enumNames(CodeKind);

/** what the cells hold when the run time starts */
export const StartState = {
  /** V₀ = σ · drive codes */
  GRADIENT: 0,
  /** what the cells still hold */
  PREVIOUS: 1,
  ZERO: 2,
  /** V₀ = σ · start codes */
  WRITTEN: 3,
} as const;
export type StartState = (typeof StartState)[keyof typeof StartState];
export type StartStateName = keyof typeof StartState;
export const startStateNames = enumNames(StartState);

/** which problem a RUN relaxes */
export const Latch = {
  /** the bank that a COMMIT armed; refused where none is */
  ARMED: 0,
  /** the one that drives the cells already */
  LATCHED: 1,
} as const;
export type Latch = (typeof Latch)[keyof typeof Latch];
export type LatchName = keyof typeof Latch;
export const latchNames = enumNames(Latch);

/** how a RUN with several reads takes them */
export const Observation = {
  /** all after the run time, of cells that hold */
  HELD: 0,
  /** the first after the run time, each of the others spacingTicks later, while the cells go on relaxing */
  LIVE: 1,
} as const;
export type Observation = (typeof Observation)[keyof typeof Observation];
export type ObservationName = keyof typeof Observation;
export const observationNames = enumNames(Observation);

/** what a MEASURE converts instead of the cells */
export const TestInput = {
  /** the input of the ADC at 0 V */
  ZERO: 0,
  /** the reference voltage that the capabilities tell */
  REFERENCE: 1,
  /** the output of a DAC, at the drive gain */
  LOOPBACK: 2,
} as const;
export type TestInput = (typeof TestInput)[keyof typeof TestInput];
export type TestInputName = keyof typeof TestInput;
export const testInputNames = enumNames(TestInput);

export const DeviceState = {
  /** no problem is armed and the cells hold nothing */
  IDLE: 0,
  /** a committed bank waits for RUN */
  ARMED: 1,
  /** a RUN, READ or MEASURE is in progress */
  RUNNING: 2,
  /** the cells hold the end of the last run */
  HOLDING: 3,
} as const;
export type DeviceState = (typeof DeviceState)[keyof typeof DeviceState];
export type DeviceStateName = keyof typeof DeviceState;
export const deviceStateNames = enumNames(DeviceState);

export const ResetCause = {
  POWER_ON: 0,
  HOST_RESET: 1,
  FAULT: 2,
} as const;
export type ResetCause = (typeof ResetCause)[keyof typeof ResetCause];
export type ResetCauseName = keyof typeof ResetCause;
export const resetCauseNames = enumNames(ResetCause);

export const GridKind = {
  /** any f64 from minimum to maximum */
  CONTINUOUS: 0,
  /** k · step, k an integer, from minimum to maximum */
  LINEAR: 1,
  /** m · 2^e with mantissaBits fraction bits, from minimum to maximum */
  FLOATING: 2,
  /** minimum = maximum, the only value */
  FIXED: 3,
} as const;
export type GridKind = (typeof GridKind)[keyof typeof GridKind];
export type GridKindName = keyof typeof GridKind;
export const gridKindNames = enumNames(GridKind);

/** stages of one job on the virtual clock, in order */
export const Stage = {
  /** from the departure of the problem's first frame, or the job's own, to the arrival of the job */
  LINK_DOWN: 0,
  /** codes are converted and the arrays are programmed; of a MEASURE: its codes are set, with their delays */
  DAC: 1,
  /** the cells relax under the problem before, up to the latch */
  CARRY: 2,
  /** outputs settle after the latch */
  SETTLE: 3,
  /** the run time; with several reads or repeats from the first to the last */
  RELAX: 4,
  /** cells are converted; with live reads or repeats what remains of it after the last relaxation; of a MEASURE all of it, though its codes are set and converted by turns */
  ADC: 5,
  /** codes and the answer travel to the host */
  LINK_UP: 6,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];
export type StageName = keyof typeof Stage;
export const stageNames = enumNames(Stage);

export const ErrorCode = {
  /** no error; an answer with the ERROR flag never has it */
  OK: 0x0000,
  /** never answered; the bytes are skipped */
  BAD_HEADER_CRC: 0x0101,
  /** field is the opcode of the frame. Not remembered: the command may be repeated with the same request */
  BAD_PAYLOAD_CRC: 0x0102,
  /** payload longer than maximumPayloadBytes, not the length of the message, or too short for its flags: got is the length, limit the one that would do */
  BAD_LENGTH: 0x0103,
  /** field 0: link version, got that of the host, limit that of the device; field 1: schema hash, the low 32 bits of each */
  BAD_VERSION: 0x0104,
  /** got is the session of the frame, limit the open one, 0 if none */
  BAD_SESSION: 0x0105,
  /** got is the flags of the frame, limit those known */
  BAD_FLAG: 0x0106,
  /** a command before this one has not arrived: got is its request, limit the one expected. Not executed and not remembered: repeat from the expected one on */
  OUT_OF_ORDER: 0x0107,
  /** never on the wire: how a host reports a transport that closed before the answer */
  LINK_CLOSED: 0x0181,
  /** never on the wire: how a host reports an answer that breaks this table */
  BAD_ANSWER: 0x0182,
  /** never on the wire: how a host reports a command that was sent often enough and never answered by a device that answers others */
  NO_ANSWER: 0x0183,
  /** never on the wire: how a host reports a device of which nothing was heard for 3 s; got is the milliseconds */
  DEVICE_SILENT: 0x0184,
  /** never on the wire: how a host reports bytes that hold no frame, in answer to HELLO; got is how many */
  NOT_SPU_LINK: 0x0185,
  /** got is the opcode */
  UNKNOWN_OPCODE: 0x0201,
  /** field is the index of the field in the message; in the answer of RUN and MEASURE also 256 + ArrayId (of MEASURE always DRIVE): codes of that array are NaN, infinite or too large to multiply, got is one, limit the largest magnitude that would do */
  BAD_ARGUMENT: 0x0202,
  /** got is the DeviceState */
  BAD_STATE: 0x0203,
  /** another session is open */
  BUSY: 0x0204,
  /** this chip does not have what the field asks for: field is its index, got its value */
  NOT_SUPPORTED: 0x0205,
  /** got is the address, field its low 16 bits */
  UNKNOWN_REGISTER: 0x0206,
  /** field is the address */
  READ_ONLY_REGISTER: 0x0207,
  /** field is the address of the register, got the value, limit the nearest one on its grid */
  OFF_GRID: 0x0208,
  /** a CANCEL, RESET or CLOSE ended the command */
  ABORTED: 0x0209,
  /** the command came before, and its answer or the codes that it returned are no longer held for a repeat. It is not executed again */
  ANSWER_GONE: 0x020a,
  /** got is the position that the piece reaches, limit the credit limit */
  NO_CREDIT: 0x0301,
  /** a piece is missing: got is the offset that came, limit the one expected */
  BAD_OFFSET: 0x0302,
  /** field is the ArrayId, got the CRC of the commit, limit that of the codes that arrived */
  BAD_TOTAL_CRC: 0x0303,
  /** an array was not written whole: field is the ArrayId, got the bytes that came, limit those announced (0: it was not announced) */
  INCOMPLETE: 0x0304,
  /** field 0 cells, 1 rows, 2 block size, 3 reads, 4 bytes of codes that a RUN, READ or MEASURE returns; got is the size, limit the largest of the chip */
  TOO_LARGE: 0x0305,
  /** as many jobs (RUN, READ, MEASURE) wait as the chip queues: got is how many, limit how many may */
  QUEUE_FULL: 0x0306,
  /** a mode of the programmed system would grow: got is its rate in 1/τ */
  UNSTABLE: 0x0401,
  /** the programmed system has no symmetric form */
  NOT_SYMMETRISABLE: 0x0402,
  /** simulation: the fastest mode of the programmed system is too fast for the time step of the integrator: got is its rate times the step, limit what the integrator follows */
  STEP_TOO_LARGE: 0x0403,
  /** a fault of the device itself */
  INTERNAL: 0x0501,
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];
export type ErrorCodeName = keyof typeof ErrorCode;
export const errorCodeNames = enumNames(ErrorCode);

/** Bits of the flags of a frame. */
export const Flag = {
  /** first DATA frame of a transfer */
  FIRST: 0x0001,
  /** last DATA frame of a transfer */
  LAST: 0x0002,
  /** the terminal answer is the Error record */
  ERROR: 0x0004,
  /** the payload begins with a u64 of virtual picoseconds: departure on a host frame, arrival at the host on an answer */
  SIM_TIME: 0x0008,
} as const;
