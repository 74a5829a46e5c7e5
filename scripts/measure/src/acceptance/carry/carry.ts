import type { FlagTexts, Step } from '@thermoloop/lab';
import { progress } from '../../output/progress.js';
import { median } from '../../statistics/quantiles.js';
import type { Section } from '../section.js';
import { trainOnce } from '../training/train-once.js';
import { carryText, type CarryOutcome } from './carry-text.js';

const allSeeds = 2;
const allSteps = 100;
const runTimeTau = 2;
const carryTimesTau = [0, 0.5, 1, 2, 5, 10, 20];
const learningRates = [0.7, 0.3];

/** What the time in which cells relax under the old problem does to training. */
export const carry: Section = {
  name: 'carry',
  description: 'mnist-cnn with carry times from 0 to 20 τ, and through a chip whose cells do not hold',
  measure: async ({ seeds = allSeeds, steps = allSteps }) => {
    const outcomes: CarryOutcome[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      for (const learningRate of learningRates) {
        const train = async (holds: boolean, requestedTau: number): Promise<CarryOutcome> => {
          progress(`seed ${seed}: step size ${learningRate}, ${holds ? `${requestedTau} τ` : 'no hold'}`);
          const flags: FlagTexts = {
            workload: 'mnist-cnn',
            optimizer: 'tngd',
            machine: 'h100',
            start: 'previous',
            runTime: String(runTimeTau),
            lr: String(learningRate),
            seed: String(seed),
            steps: String(steps),
            evalEvery: String(steps),
            carryTime: String(requestedTau),
            ...(holds ? {} : { set: ['chip.cell.hold.kind=none'] }),
          };
          const { status, final, steps: records } = await trainOnce(flags);
          const trainLoss = status === 'done' ? (final.trainLoss ?? NaN) : NaN;
          return {
            seed,
            learningRate,
            holds,
            requestedTau,
            realisedTau: realised(records),
            status,
            trainLoss,
          };
        };
        for (const carryTimeTau of carryTimesTau) outcomes.push(await train(true, carryTimeTau));
        outcomes.push(await train(false, 0));
      }
    }
    const figures = { steps, runTimeTau, outcomes };
    const lossAt = (carryTau: number): number =>
      median(
        outcomes
          .filter(
            ({ holds, requestedTau, learningRate }) =>
              holds && requestedTau === carryTau && learningRate === 0.3,
          )
          .map(({ trainLoss }) => trainLoss),
      );
    const requirements = [
      {
        name: 'training loss at a carry time of 2 τ / at none, step size 0.3, medians',
        value: lossAt(2) / lossAt(0),
        relation: '<=' as const,
        limit: 1.5,
      },
    ];
    return { document: figures, text: carryText(figures), requirements };
  },
};

/** The carry time that the device tells, median over the steps after the first. */
function realised(steps: readonly Step[]): number {
  const times = steps.slice(1).flatMap(({ device }) => device?.carryTimeTau.realised ?? []);
  return times.length === 0 ? NaN : median(times);
}
