import type { DeviceError } from '@thermoloop/host';
import type { WireError } from '@thermoloop/protocol';

/** An emulator of this process with which no session could be opened. */
export class EmulatorUnavailableError extends Error {
  override readonly name = 'EmulatorUnavailableError';

  constructor(title: string, fault: WireError) {
    super(
      `${title}: no session could be opened: ${fault.sentence()}\nthermoloop doctor checks the emulator.`,
    );
  }
}

/** A URL at which there is no device that this host can use. Found before anything is done with it. */
export class UnusableDeviceError extends Error {
  override readonly name = 'UnusableDeviceError';

  constructor(
    readonly url: string,
    reason: string,
    remedy: string,
  ) {
    super(`--device ${url}: ${reason}\n${remedy}`);
  }
}

/** A device that answered and then did no more. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';

  /** @param title of the device; @param step at which it was missed, from 1 */
  constructor(title: string, step: number, { sentence }: DeviceError) {
    super(`${title} was lost at step ${step}: ${sentence}`);
  }
}
