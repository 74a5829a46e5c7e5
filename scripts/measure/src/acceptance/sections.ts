import { asynchrony } from './async/async.js';
import { budget } from './budget/budget.js';
import { carry } from './carry/carry.js';
import { closedCircle } from './characterize/characterize.js';
import { johnson } from './johnson/johnson.js';
import { sde } from './sde/sde.js';
import { faults } from './faults/faults.js';
import type { Section } from './section.js';
import { slowestLink } from './slowest-link/slowest-link.js';
import { soak } from './soak/soak.js';
import { tiling } from './tiling/tiling.js';
import { training } from './training/training.js';
import { validate } from './validate/validate.js';

/** In the order in which they are printed. */
export const sections: readonly Section[] = [
  training,
  sde,
  johnson,
  slowestLink,
  faults,
  soak,
  asynchrony,
  carry,
  tiling,
  budget,
  closedCircle,
  validate,
];
