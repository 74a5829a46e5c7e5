import { chipNames, familyWiseFalseAlarm } from '@thermoloop/lab';
import { progress } from '../../output/progress.js';
import type { Requirement } from '../../output/requirement.js';
import type { Section } from '../section.js';
import { characterizeOnce, type Characterized } from './characterize-once.js';
import { characterizeText } from './characterize-text.js';
import { flawed, plantedFaults } from './planted.js';

const defaultSeeds = 3;
/** Of the pieces of silicon with every fault. */
const instancesPerSeed = 4;
/** Well under a minute a chip, on two cores that do nothing else. */
const longestS = 60;
/** Runs with a false alarm: more are there in fewer than 1 of 10⁴ such acceptances. */
const unlikely = 1e-4;

/** Every chip that comes along beside itself; pieces of a chip with every fault; devices that are not as specified. */
export const closedCircle: Section = {
  name: 'characterize',
  description: 'every chip measured as its file says, and faults behind its back caught',
  measure: async ({ seeds = defaultSeeds }) => {
    const chips: Characterized[] = [];
    for (const chip of chipNames()) {
      for (let seed = 1; seed <= seeds; seed++) {
        progress(`${chip}, seed ${seed}`);
        chips.push(await characterizeOnce(chip, { chip, device: {}, datasheet: {}, seed }));
      }
    }
    for (let piece = 1; piece <= instancesPerSeed * seeds; piece++) {
      progress(`piece ${piece} of a chip with every fault`);
      const changes = { ...flawed, 'chip.instanceSeed': piece };
      chips.push(
        await characterizeOnce('reference with every fault', {
          chip: 'reference',
          device: changes,
          datasheet: changes,
          seed: piece,
        }),
      );
    }
    const caught: { fault: string; expected: string; characterized: Characterized }[] = [];
    for (const { fault, changes, figure } of plantedFaults) {
      progress(fault);
      const order = { chip: 'reference', device: changes, datasheet: {}, seed: 1 };
      caught.push({ fault, expected: figure, characterized: await characterizeOnce(fault, order) });
    }
    const requirements: Requirement[] = [
      {
        name: `runs with a failed figure, of ${chips.length}`,
        value: chips.filter(({ failed }) => failed.length > 0).length,
        relation: '<=',
        limit: mostFalseAlarms(chips.length),
      },
      {
        name: 'longest time of a chip, s',
        value: Math.max(...chips.map(({ wallTimeS }) => wallTimeS)),
        relation: '<=',
        limit: longestS,
      },
      ...caught.map(({ fault, expected, characterized }) => ({
        name: `${fault}: ${expected} fails`,
        value: characterized.failedNames.includes(expected) ? 1 : 0,
        relation: '>=' as const,
        limit: 1,
      })),
    ];
    return { document: { chips, caught }, text: characterizeText(chips, caught, requirements), requirements };
  },
};

/** The least k for which more than k of so many runs have a false alarm with less than `unlikely`. */
function mostFalseAlarms(runs: number): number {
  const p = familyWiseFalseAlarm;
  let term = (1 - p) ** runs;
  let below = term;
  for (let k = 0; ; k++) {
    if (1 - below < unlikely) return k;
    term *= ((runs - k) / (k + 1)) * (p / (1 - p));
    below += term;
  }
}
