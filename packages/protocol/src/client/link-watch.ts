import { DeviceState, ErrorCode } from '../generated/enums.js';
import type { StatusAnswer } from '../generated/messages.js';
import { errorReply, type ErrorReply, type Outcome } from '../wire-error.js';
import type { PendingCommand } from './pending-command.js';
import { Ticker } from './ticker.js';
import type { ClientTiming } from './timing.js';

/** What the watch sees of the link and can do to it. */
export interface WatchedLink {
  /** commands that were sent and wait for their answer */
  sent(): Iterable<PendingCommand>;
  /** how many frames have been sent; `PendingCommand.sentAs` is one of these numbers */
  sendings(): number;
  /** 0: none is open */
  session(): number;
  /** frames that came, and bytes that belonged to none */
  heard(): { readonly frames: number; readonly skippedBytes: number };
  status(): Promise<Outcome<StatusAnswer>>;
  /** Sends a command again, or gives it up where that was done often enough. */
  repeatOrFail(command: PendingCommand): void;
  failAll(reply: ErrorReply): void;
}

/** How often it looks in the time after which a command is repeated. */
const TICKS_PER_REPEAT = 5;

/** How a STATUS ends together with everything else; that has been dealt with where it happened. */
const sharedEnds: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.ABORTED,
  ErrorCode.LINK_CLOSED,
  ErrorCode.DEVICE_SILENT,
  ErrorCode.NOT_SPU_LINK,
]);

/**
 * Sees to it that no command waits for ever: repeats what is not answered, asks STATUS while something waits, and
 * gives up a device that is silent. Commands that are answered late by their nature (WRITE, RUN, READ, MEASURE) are asked after
 * by STATUS before they are sent again.
 */
export class LinkWatch {
  private readonly ticker: Ticker;
  private heardMs = 0;
  private askedMs = 0;
  private isAsking = false;

  constructor(
    private readonly link: WatchedLink,
    private readonly timing: ClientTiming,
  ) {
    this.ticker = new Ticker(timing.repeatAfterMs / TICKS_PER_REPEAT, () => this.look());
  }

  get livedMs(): number {
    return this.ticker.livedMs;
  }

  /** A command was sent. */
  start(): void {
    this.ticker.start();
  }

  /** Bytes came. */
  hear(): void {
    this.heardMs = this.livedMs;
  }

  /** Why the device is given up, if it is: nothing came of it although it was asked. */
  silence(): ErrorReply | undefined {
    const asked = [...this.link.sent()].filter(({ isPrompt }) => isPrompt);
    if (asked.length === 0) return undefined;
    const askedMs = Math.min(...asked.map(({ firstSentMs }) => firstSentMs));
    const { frames, skippedBytes } = this.link.heard();
    const silentMs = this.livedMs - (frames === 0 ? askedMs : Math.max(askedMs, this.heardMs));
    if (silentMs < this.timing.silenceMs) return undefined;
    return frames === 0 && skippedBytes > 0
      ? errorReply(ErrorCode.NOT_SPU_LINK, { got: skippedBytes })
      : errorReply(ErrorCode.DEVICE_SILENT, { got: Math.round(silentMs) });
  }

  /** One tick; false once nothing waits. */
  private look(): boolean {
    const silence = this.silence();
    if (silence !== undefined) this.link.failAll(silence);
    const due = [...this.link.sent()].filter((command) => this.isDue(command));
    for (const command of due) if (command.isPrompt) this.link.repeatOrFail(command);
    const waiting = [...this.link.sent()];
    if (waiting.length === 0) {
      this.askedMs = this.livedMs;
      return false;
    }
    const isTime = this.livedMs - this.askedMs >= this.timing.heartbeatMs;
    if (isTime || due.some(({ isPrompt }) => !isPrompt)) void this.ask();
    return true;
  }

  /** Asks STATUS once; what it tells decides on commands that are due. */
  private async ask(): Promise<void> {
    const session = this.link.session();
    if (this.isAsking || session === 0 || this.isResetting) return;
    this.isAsking = true;
    this.askedMs = this.livedMs;
    const before = this.link.sendings();
    const answer = await this.link.status();
    this.isAsking = false;
    if (this.link.session() !== session || this.isResetting) return; // it asked after a session that is over
    if (answer.ok) this.judge(answer.value, before);
    else if (!sharedEnds.has(answer.error.code)) this.link.failAll(answer.error);
  }

  private get isResetting(): boolean {
    return [...this.link.sent()].some(({ name }) => name === 'RESET');
  }

  /** @param before how many frames had been sent when STATUS was */
  private judge({ state, queuedRuns }: StatusAnswer, before: number): void {
    const known = [...this.link.sent()].filter(({ sentAs }) => sentAs <= before);
    const jobs = known.filter(({ isJob }) => isJob);
    const held = (state === DeviceState.RUNNING ? 1 : 0) + queuedRuns;
    if (held >= jobs.length) {
      for (const job of jobs) {
        job.tries = 1;
        job.movedMs = this.livedMs + this.timing.heartbeatMs;
      }
    }
    for (const command of known)
      if (!command.isPrompt && this.isDue(command)) this.link.repeatOrFail(command);
  }

  private isDue({ tries, movedMs }: PendingCommand): boolean {
    return this.livedMs - movedMs >= this.timing.repeatAfterMs * 2 ** (tries - 1);
  }
}
