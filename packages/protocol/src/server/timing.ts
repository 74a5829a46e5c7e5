import { rules } from '../generated/rules.js';

/** Wall-clock limits of a device towards its hosts. */
export interface ServerTiming {
  /** a connection without a session is closed after so long */
  readonly helloTimeoutMs: number;
  /** a session whose host was silent for so long gives way to a HELLO on another connection */
  readonly displaceAfterMs: number;
  /** after so long without a byte a good header begins a frame, whatever is incomplete before it */
  readonly pauseMs: number;
}

/** As PROTOCOL.md states them: the rules of the message table. */
export const serverTiming: ServerTiming = {
  helloTimeoutMs: rules.helloTimeoutMs,
  displaceAfterMs: rules.displaceAfterMs,
  pauseMs: rules.pauseMs,
};
