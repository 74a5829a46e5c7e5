/**
 * What went over the link since the client was made, as bytes of the transport. Every command, every piece of codes and
 * every answer counts once, so that equal programs count equal; what the wall clock asks for besides is upkeep.
 */
export interface LinkTraffic {
  framesSent: number;
  bytesSent: number;
  framesReceived: number;
  bytesReceived: number;
  /** STATUS, what was sent again, and what was of no use */
  upkeepBytesSent: number;
  upkeepBytesReceived: number;
  /** frames whose payload was damaged */
  framesRefused: number;
  /** commands sent again because they or their answer were lost or damaged */
  commandsRepeated: number;
}

export const noTraffic = (): LinkTraffic => ({
  framesSent: 0,
  bytesSent: 0,
  framesReceived: 0,
  bytesReceived: 0,
  upkeepBytesSent: 0,
  upkeepBytesReceived: 0,
  framesRefused: 0,
  commandsRepeated: 0,
});
