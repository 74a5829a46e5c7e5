import { codesFromBytes } from '../codes.js';
import { ErrorCode, Latch } from '../generated/enums.js';
import type { MeasureCommand, ReadCommand, RunCommand } from '../generated/messages.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import { measureFault, readFault, readoutFault, runFault } from './checks.js';
import type { Job, JobCommand, SpuDeviceHandler } from './handler.js';
import type { Replies } from './replies.js';
import type { Order, Session } from './session.js';

/** A RUN, READ or MEASURE that the device has taken and not answered yet. */
export interface OpenJob {
  readonly name: JobCommand;
  readonly order: Order;
  readonly job: Job;
  /** cells of the problem that it latches, if it latches one */
  readonly latches: number | undefined;
}

/** Hands the RUNs, READs and MEASUREs of a session to the device and gives each its one answer. */
export class JobKeeper {
  constructor(
    private readonly handler: SpuDeviceHandler,
    private readonly replies: Replies,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** A RUN; a refusal is returned, everything else comes when the device is done. */
  run(session: Session, run: RunCommand, order: Order, arrivalPs: bigint): ErrorReply | undefined {
    const latches = run.latch === Latch.ARMED ? session.armedCells : undefined;
    const { capabilities } = this.handler;
    const refusal =
      runFault(capabilities, run) ??
      readoutFault(capabilities, run.repeats * run.reads, latches ?? mostLatched(session));
    if (refusal !== undefined) return refusal;
    const job = this.handler.run(run, arrivalPs);
    if ('code' in job) return job;
    if (run.latch === Latch.ARMED) session.armedCells = undefined;
    this.keep(session, { name: 'RUN', order, job, latches });
    return undefined;
  }

  read(session: Session, read: ReadCommand, order: Order, arrivalPs: bigint): ErrorReply | undefined {
    const { capabilities } = this.handler;
    const refusal =
      readFault(capabilities, read) ?? readoutFault(capabilities, read.reads, mostLatched(session));
    if (refusal !== undefined) return refusal;
    const job = this.handler.read(read, arrivalPs);
    if ('code' in job) return job;
    this.keep(session, { name: 'READ', order, job, latches: undefined });
    return undefined;
  }

  measure(
    session: Session,
    measure: MeasureCommand,
    order: Order,
    arrivalPs: bigint,
  ): ErrorReply | undefined {
    const { capabilities } = this.handler;
    const refusal = measureFault(capabilities, measure);
    if (refusal !== undefined) return refusal;
    // the frame's buffer is used again for the next
    const codes = codesFromBytes(capabilities.driveFormat.kind, Uint8Array.from(measure.codes));
    const job = this.handler.measure({ ...measure, codes }, arrivalPs);
    if ('code' in job) return job;
    this.keep(session, { name: 'MEASURE', order, job, latches: undefined });
    return undefined;
  }

  /** Ends a job and answers it with ABORTED, at `atPs` or later; false if there is none to be ended. */
  cancel(session: Session, target: number, atPs: bigint | undefined): boolean {
    const open = session.jobs.get(target);
    if (open?.job.cancel() !== true) return false;
    this.abort(session, open, atPs);
    return true;
  }

  /** Ends every job, the one that came last first, so that none begins on the way; they are answered in their order. */
  cancelAll(session: Session): void {
    const all = [...session.jobs.values()];
    for (const { job } of all.toReversed()) job.cancel();
    for (const open of all) this.abort(session, open, undefined);
  }

  /** Ends every job; nobody hears of it. */
  abandonAll(session: Session): void {
    const all = [...session.jobs.values()];
    session.jobs.clear();
    for (const { job } of all.toReversed()) job.cancel();
  }

  private abort(session: Session, open: OpenJob, atPs: bigint | undefined): void {
    const { order } = open;
    session.jobs.delete(order.header.request);
    endLatch(session, open, false);
    const isLater = atPs !== undefined && order.arrivalPs !== undefined && atPs > order.arrivalPs;
    const arrivalPs = isLater ? atPs : order.arrivalPs;
    this.replies.refuse({ ...order, arrivalPs }, errorReply(ErrorCode.ABORTED));
  }

  private keep(session: Session, open: OpenJob): void {
    session.jobs.set(open.order.header.request, open);
    void this.finish(session, open);
  }

  private async finish(session: Session, open: OpenJob): Promise<void> {
    const { name, order, job } = open;
    const { request } = order.header;
    const isOpen = (): boolean => session.jobs.get(request) === open;
    try {
      const result = await job.done;
      if (!isOpen()) return; // ended, and answered with ABORTED
      session.jobs.delete(request);
      endLatch(session, open, 'codes' in result);
      if ('codes' in result) this.replies.answerReading(name, session, order, result);
      else this.replies.refuse(order, result);
    } catch (error) {
      if (isOpen()) {
        session.jobs.delete(request);
        this.replies.refuse(order, errorReply(ErrorCode.INTERNAL));
      }
      this.onFault(error);
    }
  }
}

/** The most cells that a run of the latched problem, or a reading, may find when its turn comes. */
const mostLatched = ({ latchedCells, jobs }: Session): number =>
  Math.max(latchedCells, ...[...jobs.values()].map(({ latches }) => latches ?? 0));

/** A job that failed may have latched its problem or not. */
function endLatch(session: Session, { latches }: OpenJob, isDone: boolean): void {
  if (latches !== undefined)
    session.latchedCells = isDone ? latches : Math.max(session.latchedCells, latches);
}
