import { rules } from '../generated/rules.js';

/** How long a host waits, in milliseconds of wall time. */
export interface ClientTiming {
  /** before a command that was not answered is sent again; twice as long before each further time */
  readonly repeatAfterMs: number;
  /** between two STATUS while something waits for its answer */
  readonly heartbeatMs: number;
  /** without a byte of a device that owes an answer, until it is taken for dead */
  readonly silenceMs: number;
  /** for the answer to CLOSE */
  readonly closeWithinMs: number;
  /** after so long without a byte a good header begins a frame, whatever is incomplete before it */
  readonly pauseMs: number;
}

/**
 * As PROTOCOL.md states them: the rules of the message table. A device answers STATUS within 250 ms, so half a second
 * without an answer is a lost frame; a device that computes for long is heard of once a second; three seconds of
 * silence are more than any of its pauses and leave a user who waits five a second to spare.
 */
export const clientTiming: ClientTiming = {
  repeatAfterMs: rules.repeatAfterMs,
  heartbeatMs: rules.heartbeatMs,
  silenceMs: rules.silenceMs,
  closeWithinMs: rules.closeWithinMs,
  pauseMs: rules.pauseMs,
};
