import type { ChipSpec } from '../chip/chip-schema.js';
import { ExactPhysics } from './exact/exact-physics.js';
import type { Physics } from './physics.js';

/** The level of physics that a chip spec names. */
export function createPhysics({ level }: ChipSpec['physics']): Physics {
  switch (level) {
    case 'exact':
      return new ExactPhysics();
  }
}
