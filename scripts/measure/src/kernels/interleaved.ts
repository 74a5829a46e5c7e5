import { losses, MiniBatches, networkNamed, pixelTable, readMnist } from '@thermoloop/host';
import type { MeasuredRun } from '../steps/measured-run.js';
import { type MeasuredStep } from '../steps/measured-run.js';
import { BareKernels, type BareForm, type BareTask, type BareTimes } from './bare-kernels.js';

/** Steps that were taken one after the other: whole ones, then the kernels alone on the same mini-batches. */
export interface Round {
  readonly whole: readonly MeasuredStep[];
  readonly bare: Readonly<Record<BareForm, readonly BareTimes[]>>;
}

const stepsPerBlock = 4;
const warmUpRounds = 2;

/**
 * Alternates blocks of whole steps of a tngd run with blocks of bare kernels in the same process, so that the noise
 * of the machine falls on both alike.
 */
export async function interleave(run: MeasuredRun, rounds: number): Promise<Round[]> {
  const { plan, preparation } = run;
  const { batch, seed, threads, damping, runTime } = plan.config;
  if (damping === undefined || runTime === undefined || batch === undefined) {
    throw new Error('not a run of tngd on a network');
  }
  const dataset = await readMnist();
  const network = networkNamed(plan.workload.name);
  const batches = new MiniBatches(dataset, batch, seed, pixelTable(network.normalisation, dataset.train));
  const task: BareTask = {
    model: network.model(dataset, plan.workloadSettings),
    loss: losses[network.loss],
    curvature: 'ggn',
    batch,
    threads,
  };
  const kernels = {
    f32: await BareKernels.compile('f32', task),
    codes: await BareKernels.compile('codes', task),
  };
  const taken: Round[] = [];
  for (let round = 0; round < rounds + warmUpRounds; round++) {
    const { step: done, parameters } = preparation.training.snapshot();
    const whole = await run.steps(stepsPerBlock);
    const bareBlock = async (form: BareForm): Promise<BareTimes[]> => {
      const times: BareTimes[] = [];
      for (const [offset, { record }] of whole.entries()) {
        const temperature = record.device?.kappa ?? 0;
        const mini = batches.at(done + offset);
        times.push(await kernels[form].step(parameters, mini, { damping, runTimeTau: runTime, temperature }));
      }
      return times;
    };
    const bare = { f32: await bareBlock('f32'), codes: await bareBlock('codes') };
    if (round >= warmUpRounds) taken.push({ whole, bare });
  }
  await kernels.f32.close();
  await kernels.codes.close();
  return taken;
}
