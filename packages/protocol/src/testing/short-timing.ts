import { clientTiming, type ClientTiming } from '../client/timing.js';

/** The real times in the same proportions, twenty times as fast. */
export const shortTiming: ClientTiming = {
  repeatAfterMs: clientTiming.repeatAfterMs / 20,
  heartbeatMs: clientTiming.heartbeatMs / 20,
  silenceMs: clientTiming.silenceMs / 20,
  closeWithinMs: clientTiming.closeWithinMs / 20,
  pauseMs: clientTiming.pauseMs / 20,
};
