import type { StepRecord } from '@thermoloop/host';
import { wallClock } from '@thermoloop/sim-kernel';
import { stringify } from 'yaml';
import { describeFailure, type Failure } from '../failures.js';
import { InterruptedError } from '../interrupted-error.js';
import { buildReport } from '../report/build-report.js';
import { RunDirectory } from '../run-directory/run-directory.js';
import { namedSettings, type TrainConfig, type TrainPlan } from '../settings/resolve-train-config.js';
import { Accounts } from './accounts.js';
import { prepare, type Preparation } from './prepare.js';
import type { Status } from './run-status.js';
import type { Step } from './step-schema.js';
import { summarise } from './summarise.js';
import type { TrainResult } from './train-result.js';

/** Told what happens in a run. */
export interface TrainObserver {
  /** The network is built and the device is open. */
  onStart?(run: { readonly config: TrainConfig; readonly parameterCount: number }): void;
  onStep?(record: StepRecord): void;
  /** What the run failed of, as it was thrown. */
  onFailure?(error: unknown): void;
}

export interface TrainOrder {
  readonly plan: TrainPlan;
  /** Where to write; default runs/<time>-train-<seed>. */
  readonly out?: string;
  readonly force: boolean;
  /** The command line, for the record. */
  readonly command: readonly string[];
  /** Stops the run at the next step. */
  readonly signal: AbortSignal;
}

/**
 * Trains, and writes the run directory: config.yaml and chip.yaml when the first step is done, metrics.jsonl a line a
 * step, summary.json and report.html at the end, also of a run that diverged, failed or was interrupted.
 *
 * @throws what is wrong with the input, and InterruptedError, before the first step; nothing has been written then
 */
export async function runTrain(order: TrainOrder, observer: TrainObserver = {}): Promise<TrainResult> {
  const wallStarted = wallClock.isoNow();
  const startMs = wallClock.nowMs();
  const { plan, signal } = order;
  const { config } = plan;
  RunDirectory.check({ force: order.force, ...outOf(order) });
  const preparation = await prepare(plan);
  if (signal.aborted) {
    await preparation.close();
    throw new InterruptedError();
  }
  observer.onStart?.({ config, parameterCount: preparation.model.parameterCount });

  const record = new RunRecord(order, preparation);
  let status: Status = 'done';
  let failure: Failure | undefined;
  try {
    for await (const step of preparation.training) {
      record.add(step);
      observer.onStep?.(step);
      if (signal.aborted && step.step < config.steps) {
        status = 'interrupted';
        break;
      }
    }
  } catch (error) {
    observer.onFailure?.(error);
    failure = atStep(describeFailure(error), record.stepsDone + 1);
    if (failure.kind === 'input' && record.stepsDone === 0) throw error;
    status = failure.kind === 'input' ? 'failed' : failure.kind;
  } finally {
    await preparation.close();
  }
  const wallTimeS = (wallClock.nowMs() - startMs) / 1000;
  return record.finish({ status, failure, wallStarted, wallTimeS });
}

/** The steps of a run as they come, and its directory from the first of them on. */
class RunRecord {
  readonly #steps: StepRecord[] = [];
  readonly #accounts = new Accounts();
  #directory: RunDirectory | undefined;

  constructor(
    private readonly order: TrainOrder,
    private readonly preparation: Preparation,
  ) {}

  get stepsDone(): number {
    return this.#steps.length;
  }

  add(step: StepRecord): void {
    this.#open().appendMetrics(step);
    this.#steps.push(step);
    this.#accounts.add(step);
  }

  finish(end: {
    readonly status: Status;
    readonly failure: Failure | undefined;
    readonly wallStarted: string;
    readonly wallTimeS: number;
  }): TrainResult {
    const { order, preparation } = this;
    const directory = this.#open();
    const summary = summarise({
      ...end,
      config: order.plan.config,
      preparation,
      steps: this.#steps,
      accounts: this.#accounts,
      command: order.command,
      runDirectory: directory.path,
    });
    const result = asJson({ ...summary, steps: this.#steps });
    const { steps, ...written } = result;
    try {
      directory.write('summary', `${JSON.stringify(written, null, 2)}\n`);
      directory.write('report', buildReport({ summary: written, steps }));
    } finally {
      directory.close();
    }
    return result;
  }

  #open(): RunDirectory {
    if (this.#directory !== undefined) return this.#directory;
    const { plan, force } = this.order;
    const { config } = plan;
    const directory = RunDirectory.create({
      command: 'train',
      seed: config.seed,
      force,
      ...outOf(this.order),
    });
    directory.write('config', stringify(namedSettings(config)));
    if (this.preparation.chip !== undefined) directory.write('chip', this.preparation.chip.text);
    this.#directory = directory;
    return directory;
  }
}

/** A divergence names its step; so does that of an error that does not know it. */
function atStep(failure: Failure, step: number): Failure {
  if (failure.kind !== 'diverged' || failure.message.includes('at step')) return failure;
  return { ...failure, message: `diverged at step ${step}: ${failure.message}` };
}

/** As a reader of the document sees it: numbers that are not finite are null. */
function asJson(result: object): TrainResult & { steps: Step[] } {
  return JSON.parse(JSON.stringify(result)) as TrainResult;
}

function outOf({ out }: TrainOrder): { out?: string } {
  return out === undefined ? {} : { out };
}
