import type { FlagTexts } from '@thermoloop/lab';
import { progress } from '../../output/progress.js';
import type { Section } from '../section.js';
import { baselines } from './baselines.js';
import { acceptedChips } from './chips.js';
import { outcomeOf, type Outcome, type Pair } from './paired.js';
import { trainOnce } from './train-once.js';
import { trainingText } from './training-text.js';

const allSeeds = 5;
const allSteps = 300;

/** mnist-cnn with tngd's defaults against first-order optimizers, through two chips. */
export const training: Section = {
  name: 'training',
  description:
    'mnist-cnn with tngd through chips/reference and chips/low-precision, against Adam and momentum',
  measure: async ({ seeds = allSeeds, steps = allSteps }) => {
    const byChip: Record<string, Pair[]> = Object.fromEntries(acceptedChips.map(({ name }) => [name, []]));
    for (let seed = 1; seed <= seeds; seed++) {
      const train = async (title: string, flags: FlagTexts): Promise<Outcome> => {
        progress(`seed ${seed}: ${title}`);
        const run = {
          workload: 'mnist-cnn',
          steps: String(steps),
          seed: String(seed),
          evalEvery: String(steps),
        };
        return outcomeOf(await trainOnce({ ...run, ...flags }));
      };
      const others: Record<string, Outcome> = {};
      for (const { title, flags } of baselines) others[title] = await train(title, flags);
      for (const { name } of acceptedChips) {
        const tngd = await train(`tngd through ${name}`, { optimizer: 'tngd', chip: name });
        byChip[name]?.push({ seed, tngd, baselines: others });
      }
    }
    const requirements = acceptedChips.flatMap((chip) => chip.requirements(byChip[chip.name] ?? []));
    return { document: { steps, byChip }, text: trainingText(steps, byChip, requirements), requirements };
  },
};
