import { arrayOfCodes } from './codes-field.js';
import { arrayIdNames, deviceStateNames, type ErrorCodeName } from './generated/enums.js';
import { commands } from './generated/messages.js';
import { registers } from './generated/registers.js';
import type { WireError } from './wire-error.js';

type Clause = (error: WireError) => string;

const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
const array = (error: WireError): string => arrayIdNames.get(error.field) ?? `array ${error.field}`;
const registerAt = (address: number): string =>
  Object.entries(registers).find(([, register]) => register.address === address)?.[0] ??
  `register ${hex(address)}`;
const fieldOf = ({ command, field }: WireError): string => {
  const codes = arrayOfCodes(field);
  return codes === undefined
    ? (commands[command].command.fields[field] ?? `field ${field}`)
    : `a code of ${codes}`;
};

const sizes = ['cells', 'rows', 'the block size', 'reads', 'bytes of codes to return'];

const clauses: Record<ErrorCodeName, Clause> = {
  OK: () => 'was refused without a reason',
  BAD_HEADER_CRC: () => 'reached the device with a damaged header',
  BAD_PAYLOAD_CRC: () => 'was damaged on the link more often than it is repeated',
  BAD_LENGTH: ({ got, limit }) => `has a payload of ${got} bytes; expected ${limit}`,
  BAD_VERSION: ({ field, got, limit }) =>
    field === 0
      ? `was refused: the host speaks link version ${got}, the device ${limit}; update the older of the two`
      : `was refused: host and device were built from different message tables (${hex(got)} and ${hex(
          limit,
        )}); generate both from the same firmware-spec/spu-link.yaml`,
  BAD_SESSION: ({ got, limit }) =>
    `came with session ${got}, but ${limit === 0 ? 'none is open' : `${limit} is open`}; say HELLO again`,
  BAD_FLAG: ({ got, limit }) => `has flags ${hex(got)}; the device knows ${hex(limit)}`,
  OUT_OF_ORDER: ({ limit }) =>
    `was not executed: command ${limit} before it never reached the device; reset the device`,
  LINK_CLOSED: ({ detail }) => `got no answer: the link closed${detail === undefined ? '' : ` (${detail})`}`,
  BAD_ANSWER: ({ detail }) =>
    `was answered with a record that breaks the protocol: ${detail ?? 'unreadable'}`,
  NO_ANSWER: ({ got }) => `was sent ${got} times and never answered, though something is heard of the device`,
  DEVICE_SILENT: ({ got }) =>
    `got no answer: nothing was heard of the device for ${(got / 1000).toFixed(1)} s`,
  NOT_SPU_LINK: ({ got }) =>
    `got no answer: ${got} bytes came that hold no frame; whoever is at the other end does not speak SPU-Link`,
  QUEUE_FULL: ({ got }) => `was refused: ${got} runs wait already`,
  STEP_TOO_LARGE: ({ got, limit }) =>
    `was refused: the fastest mode times the time step of the integrator is ${got}, the limit ${limit}`,
  UNKNOWN_OPCODE: ({ got }) => `(${hex(got)}) is not known to the device`,
  BAD_ARGUMENT: (error) => `was refused: ${fieldOf(error)} is ${error.got}, the limit ${error.limit}`,
  BAD_STATE: ({ got }) =>
    `is not possible while the device is ${deviceStateNames.get(got) ?? `in state ${got}`}`,
  BUSY: () => 'was refused: another session is open; close it, or RESET on its connection',
  NOT_SUPPORTED: (error) => `asks for what this device does not have: ${fieldOf(error)} is ${error.got}`,
  UNKNOWN_REGISTER: ({ field }) => `names ${registerAt(field)}, which the device does not have`,
  READ_ONLY_REGISTER: ({ field }) => `would write ${registerAt(field)}, which is read-only`,
  OFF_GRID: ({ field, got, limit }) =>
    `would set ${registerAt(field)} to ${got}, which is not on its grid; the nearest value is ${limit}`,
  ABORTED: () => 'was ended by a cancel, a reset or the end of the session',
  ANSWER_GONE: () => 'was executed, but its codes are no longer held; run again',
  NO_CREDIT: ({ got, limit }) => `sent codes up to ${got}, past the credit limit ${limit}`,
  BAD_OFFSET: ({ got, limit }) =>
    `lost a piece: codes from ${got} came, ${limit} was expected; write the array again`,
  BAD_TOTAL_CRC: (error) => `was refused: the codes of ${array(error)} arrived damaged; write them again`,
  INCOMPLETE: (error) =>
    `was refused: ${array(error)} was not written whole (${error.got} of ${error.limit} bytes)`,
  TOO_LARGE: ({ field, got, limit }) =>
    `does not fit: ${sizes[field] ?? `field ${field}`} is ${got}, the device has ${limit}`,
  UNSTABLE: ({ got }) =>
    `was refused: a mode of the programmed system would grow at ${got} per time constant; raise the damping`,
  NOT_SYMMETRISABLE: () => 'was refused: the programmed system cannot be made symmetric',
  INTERNAL: () => 'failed inside the device',
};

/** The host's sentence for a fault: devices send codes and numbers only. */
export const sentenceOf = (error: WireError): string => `${error.command} ${clauses[error.name](error)}`;
