import type { ChipSpec } from '../chip/chip-schema.js';
import { ExactPhysics } from './exact/exact-physics.js';
import type { Physics } from './physics.js';
import { SdePhysics } from './sde/sde-physics.js';

/** The level of physics that a chip spec names. */
export function createPhysics({ physics, cell }: ChipSpec): Physics {
  switch (physics.level) {
    case 'exact':
      return new ExactPhysics();
    case 'sde':
      return new SdePhysics(physics, railVoltage(cell.rails));
  }
}

/** Where cells stop, either way, as f32 cells hold it; infinite where they do not. */
export function railVoltage(rails: ChipSpec['cell']['rails']): number {
  return rails.kind === 'clamp' ? Math.fround(rails.limitV) : Infinity;
}
