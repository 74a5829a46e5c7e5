/**
 * The host's virtual time in picoseconds. The host's own work and the device's answers both move it on;
 * protocol's client stamps departures with it.
 */
export interface HostClock {
  readonly nowPs: bigint;
  /** Moves the clock on to `atPs`; a time in the past is a RangeError. */
  advanceTo(atPs: bigint): void;
}
