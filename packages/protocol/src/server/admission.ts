import { SimulationFeature, type CapabilityRecord } from '../capabilities.js';
import { ErrorCode, Flag } from '../generated/enums.js';
import { PROTOCOL_VERSION } from '../generated/frame.js';
import { Opcode } from '../generated/messages.js';
import { rules } from '../generated/rules.js';
import { KNOWN_FLAGS, type ReceivedFrame } from '../wire/frame.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import type { Connection } from './connection.js';
import type { Session } from './session.js';

/** Later times would not fit the fields of a report. */
const stampLimitPs = 1n << BigInt(rules.stampBits);

/** An unknown flag among these changes what the payload is. */
const REFUSED_FLAGS = 0xff;

export const isOfSession = (
  { header }: ReceivedFrame,
  connection: Connection,
  open: Session | undefined,
): open is Session => open?.connection === connection && open.id === header.session;

/** What is wrong with a frame, whoever sent it. */
export function linkFault(
  chip: CapabilityRecord,
  frame: ReceivedFrame,
  maximumPayloadBytes: number,
): ErrorReply | undefined {
  const { header, fault, stampPs } = frame;
  const { version, flags, opcode, length } = header;
  if (version !== PROTOCOL_VERSION) {
    return errorReply(ErrorCode.BAD_VERSION, { got: version, limit: PROTOCOL_VERSION });
  }
  const hasTime = (chip.simulationFeatures & SimulationFeature.TIME) !== 0;
  const known = hasTime ? KNOWN_FLAGS : KNOWN_FLAGS & ~Flag.SIM_TIME;
  if ((flags & REFUSED_FLAGS & ~known) !== 0 || (stampPs !== undefined && !hasTime)) {
    return errorReply(ErrorCode.BAD_FLAG, { got: flags, limit: known });
  }
  if (stampPs !== undefined && stampPs >= stampLimitPs) {
    return errorReply(ErrorCode.BAD_ARGUMENT, { got: Number(stampPs), limit: Number(stampLimitPs - 1n) });
  }
  if (fault === ErrorCode.BAD_PAYLOAD_CRC) return errorReply(fault, { field: opcode });
  return fault && errorReply(fault, { got: length, limit: maximumPayloadBytes });
}

/** Only HELLO needs no session, and RESET none of its own where the connection is the session's or none is open. */
export function sessionFault(
  { header }: ReceivedFrame,
  connection: Connection,
  open: Session | undefined,
): ErrorReply | undefined {
  if (header.opcode === Opcode.HELLO && header.session === 0) return undefined;
  const isHere = open?.connection === connection;
  if (header.opcode === Opcode.RESET) {
    return open === undefined || isHere ? undefined : errorReply(ErrorCode.BUSY);
  }
  if (isHere && open.id === header.session) return undefined;
  return errorReply(ErrorCode.BAD_SESSION, { got: header.session, limit: isHere ? open.id : 0 });
}

/**
 * Why a command is not to be executed, or not now: one that came before it is missing, or it came before and its answer
 * is no longer held. Only a WRITE that the link spoilt is executed again.
 */
export function orderFault(
  { request, opcode }: ReceivedFrame['header'],
  session: Session,
  isSpoilt: boolean,
): ErrorReply | undefined {
  const { expected } = session.order;
  const turn = session.order.turnOf(request, opcode);
  if (turn === 'early') return errorReply(ErrorCode.OUT_OF_ORDER, { got: request, limit: expected });
  const isAgain = isSpoilt || session.isWriting(request);
  return turn === 'past' && !isAgain ? errorReply(ErrorCode.ANSWER_GONE) : undefined;
}
