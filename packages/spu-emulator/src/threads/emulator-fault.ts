/** The emulator failed, not what was asked of it: a fault of this program. */
export class EmulatorFault extends Error {
  override readonly name = 'EmulatorFault';

  constructor(found: string, options?: ErrorOptions) {
    super(`the emulator failed: ${found}`, options);
  }
}
