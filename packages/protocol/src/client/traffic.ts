/** What went over the link since the client was made, as bytes of the transport. */
export interface LinkTraffic {
  framesSent: number;
  bytesSent: number;
  framesReceived: number;
  bytesReceived: number;
  /** frames whose payload was damaged or of no use */
  framesRefused: number;
  /** commands sent again because they or their answer were damaged */
  commandsRepeated: number;
}

export const noTraffic = (): LinkTraffic => ({
  framesSent: 0,
  bytesSent: 0,
  framesReceived: 0,
  bytesReceived: 0,
  framesRefused: 0,
  commandsRepeated: 0,
});
