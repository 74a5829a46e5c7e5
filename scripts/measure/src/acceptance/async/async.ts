import type { FlagTexts } from '@thermoloop/lab';
import { progress } from '../../output/progress.js';
import { median } from '../../statistics/quantiles.js';
import type { Section } from '../section.js';
import { trainOnce } from '../training/train-once.js';
import { asyncText, balanceSteps, type AsyncFigures, type ModeOutcome } from './async-text.js';
import { occupancyOf } from './occupancy.js';

const allSeeds = 3;
const allSteps = 100;

const sync = { title: 'sync, lockstep', flags: { mode: 'sync', clock: 'lockstep' } };
const asyncOf = (depth: number) => ({
  title: `async ${depth}, free`,
  flags: { mode: 'async', clock: 'free', staleness: String(depth) },
});

/** Which of host and link takes longer. At 1.5 Gbit/s the codes of a step travel as long as the reference host computes. */
const balances: readonly { readonly title: string; readonly flags: FlagTexts }[] = [
  { title: 'reference host, 50 Gbit/s', flags: {} },
  { title: 'h100, 50 Gbit/s', flags: { machine: 'h100' } },
  { title: 'reference host, 1.5 Gbit/s', flags: { set: ['chip.link.bandwidthBitPerS=1.5 Gbit/s'] } },
];

/** What it costs and what it gains to evaluate steps while the device is at work on earlier ones. */
export const asynchrony: Section = {
  name: 'async',
  description: 'mnist-cnn in turn and with steps in flight: loss, staleness, virtual time, overlap',
  measure: async ({ seeds = allSeeds, steps = allSteps }) => {
    const train = async (
      mode: { readonly title: string; readonly flags: FlagTexts },
      flags: FlagTexts,
    ): Promise<ModeOutcome> => {
      progress(`${Object.values(flags).flat().join(' ')}: ${mode.title}`);
      const result = await trainOnce({ workload: 'mnist-cnn', optimizer: 'tngd', ...flags, ...mode.flags });
      return {
        mode: mode.title,
        status: result.status,
        trainLoss: result.final.trainLoss ?? NaN,
        testAccuracy: result.final.testAccuracy ?? NaN,
        staleness: result.staleness?.mean ?? 0,
        occupancy: occupancyOf(result.steps),
      };
    };
    const trainEach = async (modes: readonly { title: string; flags: FlagTexts }[], flags: FlagTexts) => {
      const outcomes: ModeOutcome[] = [];
      for (const mode of modes) outcomes.push(await train(mode, flags));
      return outcomes;
    };

    const bySeed: AsyncFigures['bySeed'][number][] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const flags = { seed: String(seed), steps: String(steps), evalEvery: String(steps) };
      bySeed.push({ seed, outcomes: await trainEach([sync, asyncOf(1), asyncOf(2)], flags) });
    }
    const byBalance: AsyncFigures['byBalance'][number][] = [];
    for (const { title, flags } of balances) {
      const short = { steps: String(balanceSteps), evalEvery: String(balanceSteps) };
      byBalance.push({
        balance: title,
        outcomes: await trainEach([sync, asyncOf(1)], { ...short, ...flags }),
      });
    }
    const figures = { steps, bySeed, byBalance };
    const requirements = requirementsOf(figures);
    return { document: figures, text: asyncText(figures, requirements), requirements };
  },
};

function requirementsOf({ bySeed, byBalance }: AsyncFigures) {
  const ratios = byBalance.map(
    ({ outcomes }) => outcomes[1]!.occupancy.totalS / outcomes[0]!.occupancy.totalS,
  );
  const losses = bySeed.map(({ outcomes }) => outcomes[1]!.trainLoss / outcomes[0]!.trainLoss);
  return [
    {
      name: 'virtual time, async 1 / sync, at the balance that gains most',
      value: Math.min(...ratios),
      relation: '<=' as const,
      limit: 0.6,
    },
    {
      name: 'virtual time, async 1 / sync, at the one that gains least',
      value: Math.max(...ratios),
      relation: '<=' as const,
      limit: 1,
    },
    {
      name: 'training loss, async 1 / sync, median over seeds',
      value: median(losses),
      relation: '<=' as const,
      limit: 3,
    },
  ];
}
