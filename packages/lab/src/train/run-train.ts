import { DeviceError, largestTile, type StepRecord } from '@thermoloop/host';
import type { ErrorCodeName } from '@thermoloop/protocol';
import { wallClock } from '@thermoloop/sim-kernel';
import type { ResolvedChip } from '../chips/resolve-chip.js';
import { titleOf } from '../device/device-choice.js';
import { DeviceLostError } from '../device/device-errors.js';
import { describeFailure, type Failure } from '../failures.js';
import { InterruptedError } from '../interrupted-error.js';
import { RunDirectory } from '../run-directory/run-directory.js';
import type { TrainConfig, TrainPlan } from '../settings/resolve-train-config.js';
import { openFileTrace } from '../trace/file-trace.js';
import type { OpenTrace } from '../trace/run-trace.js';
import { prepare, type Preparation } from './prepare.js';
import type { ResumePoint } from './resume.js';
import { resumeCommand } from './resume-command.js';
import { RunRecord } from './run-record.js';
import type { Status } from './run-status.js';
import type { TrainResult } from './train-result.js';
import { watchedSteps, type StepsEnd } from './watched-steps.js';

/** Told what happens in a run. */
export interface TrainObserver {
  /** The network is built and the device is open. */
  onStart?(run: {
    readonly config: TrainConfig;
    readonly parameterCount: number;
    /** Steps that were done before the run was resumed. */
    readonly stepsBefore: number;
  }): void;
  /** Something that a person should know of the run. */
  onNotice?(text: string): void;
  onStep?(record: StepRecord): void;
  /** What the run failed of, as it was thrown. */
  onFailure?(error: unknown): void;
}

export interface TrainOrder {
  readonly plan: TrainPlan;
  /** Goes on there, in the same directory unless `out` names another. */
  readonly from?: ResumePoint;
  /** Emulated instead of the chip that the plan names. */
  readonly chip?: ResolvedChip;
  /** Where to write; default runs/<time>-train-<seed>. */
  readonly out?: string;
  readonly force: boolean;
  /** The command line, for the record. */
  readonly command: readonly string[];
  /** Stops the run at the next step, or within two seconds. */
  readonly signal: AbortSignal;
  /** Where events go; default files in the run directory. */
  readonly openTrace?: OpenTrace;
}

/** How long a step that is under way may take after the signal. */
const patienceMs = 2000;

/**
 * Trains, and writes the run directory: config.yaml, chip.yaml and machine.yaml when the first step is done,
 * metrics.jsonl a line a step, checkpoints, and at the end, also of a run that diverged, failed or was interrupted,
 * summary.json and report.html.
 *
 * @throws what is wrong with the input, and InterruptedError, before the first step; nothing has been written then
 */
export async function runTrain(order: TrainOrder, observer: TrainObserver = {}): Promise<TrainResult> {
  const wallStarted = wallClock.isoNow();
  const startMs = wallClock.nowMs();
  const { plan, signal, from, openTrace = openFileTrace } = order;
  const { config } = plan;
  if (from === undefined || order.out !== undefined) RunDirectory.check(order);
  const trace = openTrace(from?.checkpoint.events);
  const preparation = await preparedUnless(
    signal,
    prepare(plan, {
      ...(from && { from }),
      ...(order.chip && { chip: order.chip }),
      observe: (event) => trace.add(event),
      signal,
    }),
  );
  observer.onStart?.({
    config,
    parameterCount: preparation.parameterCount,
    stepsBefore: from?.checkpoint.training.step ?? 0,
  });
  const tiling = tilingNotice(config, preparation);
  for (const note of [...(tiling === undefined ? [] : [tiling]), ...(from?.notes ?? [])])
    observer.onNotice?.(note);

  const record = new RunRecord(order, preparation, trace);
  let end: StepsEnd = 'ended';
  let failure: Failure | undefined;
  try {
    end = await takeSteps(record, preparation, signal, observer);
  } catch (error) {
    observer.onFailure?.(error);
    // A Ctrl-C in a terminal reaches the device's process too.
    if (!(signal.aborted && isOfLostDevice(error))) failure = told(error, record.stepsDone + 1, preparation);
    if (failure?.kind === 'input' && !record.isBegun) throw error;
  } finally {
    if (end === 'abandoned') preparation.abandon();
    else await preparation.close();
  }
  const status = statusOf(failure, signal.aborted && record.stepsDone < config.steps);
  if (status !== 'diverged') record.secure();
  if (failure !== undefined && isDeviceLost(failure)) failure = withRemedy(failure, record);
  const wallTimeS = (wallClock.nowMs() - startMs) / 1000;
  return record.finish({ status, failure, wallStarted, wallTimeS });
}

/** @throws InterruptedError as soon as the signal aborts */
async function preparedUnless(signal: AbortSignal, preparing: Promise<Preparation>): Promise<Preparation> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<'aborted'>((resolve) => {
    onAbort = () => resolve('aborted');
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    const preparation = await Promise.race([preparing, aborted]);
    if (preparation !== 'aborted' && !signal.aborted) return preparation;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  void preparing.then(
    (preparation) => preparation.abandon(),
    () => undefined,
  );
  throw new InterruptedError();
}

async function takeSteps(
  record: RunRecord,
  { training }: Preparation,
  signal: AbortSignal,
  observer: TrainObserver,
): Promise<StepsEnd> {
  const steps = watchedSteps(training, signal, patienceMs);
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      record.add(next.value);
      observer.onStep?.(next.value);
    }
  } catch (error) {
    await steps.return('ended');
    throw error;
  }
}

function statusOf(failure: Failure | undefined, isInterrupted: boolean): Status {
  if (failure !== undefined) return failure.kind === 'input' ? 'failed' : failure.kind;
  return isInterrupted ? 'interrupted' : 'done';
}

/** What a command ends with whose device is no longer there, or is there again and has forgotten the session. */
const ofLostDevice: ReadonlySet<ErrorCodeName> = new Set([
  'LINK_CLOSED',
  'DEVICE_SILENT',
  'NO_ANSWER',
  'OUT_OF_ORDER',
  'BAD_SESSION',
  'ABORTED',
]);

const isOfLostDevice = (error: unknown): error is DeviceError =>
  error instanceof DeviceError && ofLostDevice.has(error.code);

/** A failure in words: a divergence and a lost device name the step. */
function told(error: unknown, step: number, { device }: Preparation): Failure {
  if (isOfLostDevice(error) && device !== undefined) {
    return describeFailure(new DeviceLostError(titleOf(device.choice), step, error));
  }
  const failure = describeFailure(error);
  if (failure.kind !== 'diverged' || failure.message.includes('at step')) return failure;
  return { ...failure, message: `diverged at step ${step}: ${failure.message}` };
}

/** What a person should know of a model that is larger than the chip. */
function tilingNotice({ start }: TrainConfig, { tiles, parameterCount }: Preparation): string | undefined {
  if (tiles.length === 0) return undefined;
  const restored =
    start === 'previous' ? '; each starts from its last state as it was read (start written)' : '';
  return `${parameterCount} parameters take turns in ${tiles.length} tiles of at most ${largestTile(tiles)} cells${restored}`;
}

const isDeviceLost = ({ name }: Failure): boolean => name === 'DeviceLostError';

function withRemedy(failure: Failure, { path, checkpoint }: RunRecord): Failure {
  if (path === undefined || !checkpoint)
    return { ...failure, message: `${failure.message}\nStart the run again.` };
  return {
    ...failure,
    message: `${failure.message}\n${resumeCommand(path)} goes on after step ${checkpoint.step}.`,
  };
}
