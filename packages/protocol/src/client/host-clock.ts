/** The virtual time of the host: frames depart at `nowPs`; an answer moves it on to its arrival. */
export interface HostClock {
  readonly nowPs: bigint;
  /** Called with times after `nowPs` only. */
  advanceTo(timePs: bigint): void;
}
