import type { StepRecord } from '@thermoloop/host';
import {
  prepare,
  resolveTrainConfig,
  RunDirectory,
  type FlagTexts,
  type Preparation,
  type TrainPlan,
} from '@thermoloop/lab';
import { wallClock } from '@thermoloop/sim-kernel';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A step as `thermoloop train` takes it, its line in metrics.jsonl included, in wall-clock time. */
export interface MeasuredStep {
  readonly record: StepRecord;
  readonly totalMs: number;
}

/** A training run that takes one step at a time, and never the last, at which the test set would be evaluated. */
export class MeasuredRun {
  readonly #steps: AsyncIterator<StepRecord>;

  private constructor(
    readonly plan: TrainPlan,
    readonly preparation: Preparation,
    private readonly directory: RunDirectory,
  ) {
    this.#steps = preparation.training[Symbol.asyncIterator]();
  }

  /** @param flags of `thermoloop train`; the defaults of its workload and optimizer hold */
  static async open(flags: FlagTexts): Promise<MeasuredRun> {
    const plan = resolveTrainConfig({ flags: { ...flags, evalEvery: '1000000' } });
    const out = join(mkdtempSync(join(tmpdir(), 'thermoloop-perf-')), 'run');
    const preparation = await prepare(plan);
    const directory = RunDirectory.create({ command: 'train', seed: plan.config.seed, out, force: false });
    return new MeasuredRun(plan, preparation, directory);
  }

  async step(): Promise<MeasuredStep> {
    const startMs = wallClock.nowMs();
    const next = await this.#steps.next();
    if (next.done === true) throw new Error('the run has no more steps');
    this.directory.appendMetrics(next.value);
    return { record: next.value, totalMs: wallClock.nowMs() - startMs };
  }

  async steps(count: number): Promise<MeasuredStep[]> {
    const taken: MeasuredStep[] = [];
    while (taken.length < count) taken.push(await this.step());
    return taken;
  }

  async close(): Promise<void> {
    await this.#steps.return?.();
    await this.preparation.close();
    this.directory.close();
    rmSync(join(this.directory.path, '..'), { recursive: true });
  }
}
