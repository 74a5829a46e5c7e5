import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Quantity } from './quantity.js';

/** A figure that follows from the data sheet alone, or why it does not. */
export interface DatasheetQuantity extends Quantity {
  of(spec: ChipSpec): number | string;
}

export const datasheetQuantities: readonly DatasheetQuantity[] = [
  {
    name: 'lifetime.steps',
    title: 'steps until the couplings are worn out',
    unit: '',
    measuredBy: 'datasheet',
    of: lifetimeSteps,
  },
];

/** Every step writes each coupling of one bank once, and the banks take turns. */
function lifetimeSteps({ coupling, array }: ChipSpec): number | string {
  const writes = coupling.kind === 'quantized' ? coupling.enduranceWrites : undefined;
  return writes === undefined ? 'the data sheet gives no coupling.enduranceWrites' : writes * array.banks;
}
