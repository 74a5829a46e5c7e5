/** Asynchronous training was asked of an optimizer that never waits for a device. */
export class NothingToOverlapError extends Error {
  override readonly name = 'NothingToOverlapError';

  constructor() {
    super(
      'mode async overlaps the host with the device, and this optimizer uses none: take an optimizer with a device, or mode sync',
    );
  }
}
