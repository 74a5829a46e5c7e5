// Generated from firmware-spec/spu-link.yaml by `npm run generate`. Do not edit.

/** Numbers of the rules of the link; durations are wall time. */
export const rules = {
  /** a connection on which no HELLO has come for so long is closed by the device */
  helloTimeoutMs: 2500,
  /** the host repeats a command that was not answered for so long; twice as long before each further repeat */
  repeatAfterMs: 500,
  /** how often the host sends one command at most */
  commandTries: 4,
  /** while a command waits for its answer the host asks for STATUS so often */
  heartbeatMs: 1000,
  /** a device that owes an answer and of which no byte has come for so long is taken for dead */
  silenceMs: 3000,
  /** the device answers STATUS within this time, in every state */
  statusWithinMs: 250,
  /** a host that ends its session waits so long for the answer to CLOSE */
  closeWithinMs: 500,
  /** after so long without a byte, bytes that begin with a good header are a new frame, also where one before them is incomplete */
  pauseMs: 100,
  /** a session on whose connection no byte has come for so long gives way to a HELLO on another */
  displaceAfterMs: 30000,
  /** a COMMAND or DATA frame whose sequence is this much or more behind the newest of its connection is dropped, as is one whose sequence was seen */
  sequenceWindow: 64,
  /** so many sequences up to the newest count as behind it, all others as ahead */
  sequencesBehind: 65536,
  /** requests from here up are outside the count of the commands of a session */
  unorderedRequest: 32768,
  /** a stamp of SIM_TIME stays below 2 to this power (picoseconds: 53 days) */
  stampBits: 62,
  /** terminal answers that the device holds for repeats */
  answersHeld: 16,
  /** the least that a device may have as maximumPayloadBytes */
  smallestMaximumPayloadBytes: 512,
} as const;
