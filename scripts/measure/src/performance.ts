import { compare } from './kernels/comparison.js';
import { comparisonText } from './kernels/comparison-text.js';
import { interleave } from './kernels/interleaved.js';
import { machineFigures, machineText } from './machine/machine-figures.js';
import type { Result } from './output/finish.js';
import { progress } from './output/progress.js';
import type { Requirement } from './output/requirement.js';
import { requirementsTable } from './output/requirements-table.js';
import { profileText } from './profile/profile-text.js';
import { profileSteps } from './profile/step-profile.js';
import { MeasuredRun } from './steps/measured-run.js';
import { optimizerText, timeOptimizers } from './steps/optimizer-timings.js';
import { trafficOf, trafficText } from './steps/traffic.js';

const tngdOnReference = { workload: 'mnist-cnn', optimizer: 'tngd', chip: 'reference' };
const mostOverKernels = 1.3;

/** Times of every optimizer's steps, and of a whole tngd step beside its bare kernels. */
export async function measurePerformance(quick: boolean): Promise<Result> {
  progress('machine');
  const run = await MeasuredRun.open(tngdOnReference);
  try {
    const machine = await machineFigures(run.plan.config.threads);
    progress('tngd: whole steps and bare kernels in turn');
    const rounds = await interleave(run, quick ? 6 : 25);
    const comparison = compare(rounds);
    const traffic = trafficOf(rounds.flatMap(({ whole }) => whole));
    progress('tngd: profile');
    const profile = await profileSteps(run, quick ? 10 : 40);
    const optimizers = await timeOptimizers();
    const requirements: Requirement[] = [
      {
        name: 'whole tngd step on mnist-cnn through chips/reference / bare kernels on f32',
        value: comparison.bare.f32.ratio,
        relation: '<=',
        limit: mostOverKernels,
      },
    ];
    const text = [
      machineText(machine),
      heading('A step by stage, batch 64'),
      optimizerText(optimizers),
      heading('tngd through chips/reference: traffic'),
      traffic === undefined ? '' : trafficText(traffic),
      heading('tngd through chips/reference: whole steps against bare kernels'),
      comparisonText(comparison),
      heading('tngd through chips/reference: what a profile of the threads shows'),
      profileText(profile),
      '',
      requirementsTable(requirements),
    ].join('\n');
    return { document: { machine, optimizers, traffic, comparison, profile }, text, requirements };
  } finally {
    await run.close();
  }
}

function heading(title: string): string {
  return `\n${title}\n`;
}
