import { readFileSync } from 'node:fs';
import type { FlagTexts, Step } from '@thermoloop/lab';
import { markdownTable } from '../../output/markdown-table.js';
import { markedBlock } from '../../output/marked-block.js';
import { progress } from '../../output/progress.js';
import { repositoryFile } from '../../output/repository-file.js';
import type { Requirement } from '../../output/requirement.js';
import { median } from '../../statistics/quantiles.js';
import type { Section } from '../section.js';
import { trainOnce } from '../training/train-once.js';
import { carryFigure } from './carry-figure.js';
import {
  mannerText,
  usualRunTimeTau,
  type CarryFigures,
  type CarryOutcome,
  type Manner,
} from './carry-outcome.js';
import { carryTable, carryText } from './carry-text.js';

const allSeeds = 2;
const allSteps = 60;
const carryTimesTau = [0, 0.5, 1, 2, 5, 10, 20];

const defaults: Manner = { learningRate: 0.7, damping: 0.2, schedule: 'cosine' };
const smallSteps: Manner = { learningRate: 0.3, damping: 0.2, schedule: 'cosine' };
const littleDamping: Manner = { learningRate: 0.3, damping: 0.01, schedule: 'constant' };

const page = 'docs/carry-time.md';

/** What the time in which cells relax under the old problem does to training. */
export const carry: Section = {
  name: 'carry',
  description: 'mnist-cnn with carry times from 0 to 20 τ, and through a chip whose cells do not hold',
  measure: async ({ seeds = allSeeds, steps = allSteps }) => {
    const outcomes: CarryOutcome[] = [];
    for (const manner of [defaults, smallSteps, littleDamping]) {
      for (let seed = 1; seed <= seeds; seed++) {
        const trial = { seed, steps, manner, holds: true, runTimeTau: usualRunTimeTau };
        for (const requestedTau of carryTimesTau) outcomes.push(await trained({ ...trial, requestedTau }));
        outcomes.push(await trained({ ...trial, holds: false, requestedTau: 0 }));
        if (manner === littleDamping) {
          // A control: as much time in all, but under one problem.
          const runTimeTau = usualRunTimeTau + Math.max(...carryTimesTau);
          outcomes.push(await trained({ ...trial, runTimeTau, requestedTau: 0 }));
        }
      }
    }
    const figures = { steps, outcomes };
    const requirements = required(figures);
    return {
      document: figures,
      text: carryText(figures, requirements),
      requirements,
      files: async () => [
        { path: 'docs/figures/carry-time.svg', content: await carryFigure(figures) },
        {
          path: page,
          content: markedBlock(
            readFileSync(repositoryFile(page), 'utf8'),
            'carry',
            markdownTable(...carryTable(figures)),
          ),
        },
      ],
    };
  },
};

interface Trial {
  readonly seed: number;
  readonly steps: number;
  readonly manner: Manner;
  readonly holds: boolean;
  readonly runTimeTau: number;
  readonly requestedTau: number;
}

async function trained({
  seed,
  steps,
  manner,
  holds,
  runTimeTau,
  requestedTau,
}: Trial): Promise<CarryOutcome> {
  progress(`seed ${seed}: ${mannerText(manner)}, ${holds ? `${requestedTau} τ` : 'no hold'}`);
  const flags: FlagTexts = {
    workload: 'mnist-cnn',
    optimizer: 'tngd',
    start: 'previous',
    runTime: String(runTimeTau),
    lr: String(manner.learningRate),
    damping: String(manner.damping),
    schedule: manner.schedule,
    seed: String(seed),
    steps: String(steps),
    evalEvery: String(steps),
    carryTime: String(requestedTau),
    ...(holds ? {} : { set: ['chip.cell.hold.kind=none'] }),
  };
  const { status, final, steps: records } = await trainOnce(flags);
  const ended = status === 'done' ? final : undefined;
  return {
    seed,
    manner,
    holds,
    runTimeTau,
    requestedTau,
    realisedTau: realised(records),
    status,
    trainLoss: ended?.trainLoss ?? NaN,
    testAccuracy: ended?.testAccuracy ?? NaN,
  };
}

/** The carry time that the device tells, median over the steps after the first. */
function realised(steps: readonly Step[]): number {
  const times = steps.slice(1).flatMap(({ device }) => device?.carryTimeTau.realised ?? []);
  return times.length === 0 ? NaN : median(times);
}

/** What the page says of carry times that do no harm. */
function required({ outcomes }: CarryFigures): Requirement[] {
  const lossOf = (manner: Manner, holds: boolean, tau: number): number =>
    median(
      outcomes
        .filter(
          (each) =>
            each.manner === manner &&
            each.holds === holds &&
            each.requestedTau === tau &&
            each.runTimeTau === usualRunTimeTau,
        )
        .map(({ trainLoss }) => trainLoss),
    );
  const rise = (manner: Manner, holds: boolean, tau: number): number =>
    lossOf(manner, holds, tau) / lossOf(manner, true, 0);
  const limit = { relation: '<=', limit: 1.3 } as const;
  return [
    { name: 'defaults: training loss at 20 τ / at none', value: rise(defaults, true, 20), ...limit },
    { name: 'defaults: training loss without hold / at none', value: rise(defaults, false, 0), ...limit },
    { name: 'step 0.3: training loss at 2 τ / at none', value: rise(smallSteps, true, 2), ...limit },
    { name: 'little damping: training loss at 2 τ / at none', value: rise(littleDamping, true, 2), ...limit },
  ];
}
