/** What the device and the driver say about one step: counts, times, energies, gains. */
export interface DeviceStepReport {
  /** Run time of the device in seconds of virtual time. */
  readonly runTimeS: number;
}
