import type { ResolvedChip } from '../../chips/resolve-chip.js';

/** What is validated: an emulator of a chip, or the device at a URL, of which the chip is the data sheet. */
export interface Subject {
  readonly chip: ResolvedChip;
  readonly device?: string;
}
