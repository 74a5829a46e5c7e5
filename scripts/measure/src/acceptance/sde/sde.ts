import { progress } from '../../output/progress.js';
import type { Section } from '../section.js';
import { convergence, orderRequirements } from './convergence.js';
import { growingMode, growingRequirements } from './growing-mode.js';
import { sdeText } from './sde-text.js';
import { stationaryVariances, varianceRequirements } from './stationary-variance.js';

const allSeeds = 5;

/** The level sde against closed forms and the level exact. */
export const sde: Section = {
  name: 'sde',
  description: 'cells stepped in time: variance at rest, order of each scheme, a mode that grows',
  measure: async ({ seeds = allSeeds }) => {
    progress('variance at rest');
    const variances = await stationaryVariances(seeds);
    progress('convergence');
    const points = await convergence();
    progress('a growing mode');
    const growing = await growingMode();
    const figures = { variances, convergence: points, growing };
    const requirements = [
      ...varianceRequirements(variances),
      ...orderRequirements(points),
      ...growingRequirements(growing),
    ];
    return { document: figures, text: sdeText(figures, requirements), requirements };
  },
};
