import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StepRecord } from '@thermoloop/host';
import { stringify } from 'yaml';
import type { Failure } from '../failures.js';
import { buildReport } from '../report/build-report.js';
import { RunDirectory, runFiles } from '../run-directory/run-directory.js';
import { namedSettings, type TrainPlan } from '../settings/resolve-train-config.js';
import type { RunTrace } from '../trace/run-trace.js';
import { Accounts } from './accounts.js';
import type { Preparation } from './prepare.js';
import type { ResumePoint } from './resume.js';
import type { Status } from './run-status.js';
import { summarise } from './summarise.js';
import type { TrainResult, TrainSummary } from './train-result.js';

export interface RecordOrder {
  readonly plan: TrainPlan;
  readonly from?: ResumePoint;
  readonly out?: string;
  readonly force: boolean;
  readonly command: readonly string[];
}

export interface RunEnd {
  readonly status: Status;
  readonly failure: Failure | undefined;
  readonly wallStarted: string;
  readonly wallTimeS: number;
}

/**
 * The steps of a run as they come, its checkpoints and its directory. The directory is made, or that of a resumed run
 * changed, when the first step is done.
 */
export class RunRecord {
  readonly #steps: StepRecord[];
  readonly #accounts = new Accounts();
  #directory: RunDirectory | undefined;
  #checkpoint: TrainSummary['checkpoint'] = null;

  constructor(
    private readonly order: RecordOrder,
    private readonly preparation: Preparation,
    private readonly trace: RunTrace,
  ) {
    this.#steps = [...(order.from?.kept.records ?? [])];
    for (const step of this.#steps) this.#accounts.add(step);
  }

  /** Those before it was resumed included. */
  get stepsDone(): number {
    return this.#steps.length;
  }

  /** Whether this run, or the one that it goes on from, has done a step. */
  get isBegun(): boolean {
    return this.#directory !== undefined;
  }

  /** Where it is, once a step is done. */
  get path(): string | undefined {
    return this.#directory?.path;
  }

  /** The newest checkpoint. */
  get checkpoint(): TrainSummary['checkpoint'] {
    return this.#checkpoint;
  }

  add(step: StepRecord): void {
    const directory = this.#open();
    directory.appendMetrics(step);
    this.#steps.push(step);
    this.#accounts.add(step);
    this.trace.endStep(step.step);
    if (step.step % this.order.plan.config.checkpointEvery === 0) this.#writeCheckpoint(directory);
  }

  /** Writes a checkpoint of the last step, unless there is one, or the state has gone further than the steps told. */
  secure(): void {
    const directory = this.#open();
    if (this.stepsDone > 0 && this.#checkpoint?.step !== this.stepsDone) this.#writeCheckpoint(directory);
  }

  async finish(end: RunEnd): Promise<TrainResult> {
    const { order, preparation } = this;
    const { from, plan } = order;
    const directory = this.#open();
    const summary = summarise({
      ...end,
      config: plan.config,
      preparation,
      steps: this.#steps,
      resumed:
        from === undefined
          ? undefined
          : {
              step: from.checkpoint.training.step,
              runDirectory: from.directory,
              isExact: from.isExact,
              notes: [...from.notes],
            },
      checkpoint: this.#checkpoint,
      accounts: this.#accounts,
      command: order.command,
      runDirectory: directory.path,
    });
    const result = asJson({ ...summary, steps: this.#steps });
    const { steps, ...written } = result;
    try {
      directory.write('summary', `${JSON.stringify(written, null, 2)}\n`);
      directory.write('report', await buildReport({ summary: written, steps }));
      await this.trace.close();
    } finally {
      directory.close();
    }
    return result;
  }

  #writeCheckpoint(directory: RunDirectory): void {
    const { training } = this.preparation;
    const snapshot = training.snapshot();
    if (snapshot.step !== this.stepsDone) return;
    const file = directory.writeCheckpoint({
      training: snapshot,
      stepsInFlight: training.inFlight,
      events: this.trace.position,
    });
    this.#checkpoint = { step: snapshot.step, file };
  }

  #open(): RunDirectory {
    if (this.#directory !== undefined) return this.#directory;
    const { plan, force, out, from } = this.order;
    const { config } = plan;
    const directory =
      from !== undefined && out === undefined
        ? RunDirectory.reopen(from.directory, {
            step: from.checkpoint.training.step,
            metricsBytes: from.kept.lines.length,
          })
        : RunDirectory.create({
            command: 'train',
            seed: config.seed,
            force,
            ...(out === undefined ? {} : { out }),
          });
    directory.write('config', stringify(namedSettings(config)));
    const { choice, machine } = this.preparation;
    if (choice?.kind === 'emulator') directory.write('chip', choice.chip.text);
    directory.write('machine', machine.text);
    if (from !== undefined) this.#takeOver(directory, from);
    this.trace.writeTo(directory.path);
    this.#directory = directory;
    return directory;
  }

  /** What a run that goes on elsewhere brings with it, so that its new directory tells the whole run. */
  #takeOver(directory: RunDirectory, from: ResumePoint): void {
    const { checkpoint, kept } = from;
    if (directory.path !== from.directory) {
      directory.write('metrics', kept.lines);
      const events = join(from.directory, runFiles.events);
      if (checkpoint.events !== undefined && existsSync(events))
        copyFileSync(events, directory.file('events'));
    }
    const file = directory.writeCheckpoint(checkpoint);
    this.#checkpoint = { step: checkpoint.training.step, file };
  }
}

/** As a reader of the document sees it: numbers that are not finite are null. */
function asJson(result: object): TrainResult {
  return JSON.parse(JSON.stringify(result)) as TrainResult;
}
