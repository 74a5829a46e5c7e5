import {
  dialDevice,
  faultyTransport,
  SpuClient,
  type DeviceUrl,
  type FaultPlan,
  type Transport,
} from '@thermoloop/protocol';
import { wallClock } from '@thermoloop/sim-kernel';
import { LONG_STALL_MS, type FaultKind } from './fault-kinds.js';
import { Refused, required } from './programmed-system.js';
import { sameSession, solve, solveAgain, type SessionCodes } from './session.js';
import type { Place, State } from './states.js';

/** How a session with one fault ended, and what the device did afterwards. */
export interface CellResult {
  /** `wrong`: codes that differ from those of an undisturbed session */
  readonly end: 'right' | 'wrong' | 'hung' | { readonly error: string; readonly sentence: string };
  /** from the fault to the next answer, or to the error; undefined where no fault happened */
  readonly tookMs: number | undefined;
  /** whether the next session, after another problem, gave the undisturbed codes */
  readonly nextIsRight: boolean;
}

/** Errors that tell of the link and not of the program. */
const linkErrors: readonly string[] = ['LINK_CLOSED', 'DEVICE_SILENT', 'NO_ANSWER'];

/** Whether it ended in what such a fault may end in. */
export function isAllowed({ end }: CellResult, { mayEnd }: FaultKind): boolean {
  if (typeof end === 'string') return end === 'right';
  if (mayEnd === 'right') return false;
  return mayEnd === 'right or ABORTED' ? end.error === 'ABORTED' : linkErrors.includes(end.error);
}

/** Does one session in which one frame meets a fault, and one more after it. `expected`: the codes of an undisturbed one. */
export async function measureCell(
  url: DeviceUrl,
  state: State,
  place: Place,
  kind: FaultKind,
  expected: SessionCodes,
): Promise<CellResult> {
  const { direction, ...frame } = place;
  const watch = new FaultWatch();
  const plan: FaultPlan =
    kind.fault === 'host reset'
      ? { seed: 1 }
      : {
          seed: 1,
          [direction]: [{ ...frame, at: { nth: 0 }, fault: kind.fault }],
          onFault: () => watch.happened(),
        };
  const transport = faultyTransport(await dialDevice(url), plan);
  let client: SpuClient | undefined;
  let end: CellResult['end'];
  try {
    client = required(await SpuClient.connect(transport, { nowPs: 0n }));
    watch.answered();
    if (kind.fault === 'host reset') {
      end = await resetIn(state, client, watch);
    } else {
      end = sameSession(await solve(client, () => watch.answered()), expected) ? 'right' : 'wrong';
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    watch.answered();
    end = { error: error.error.name, sentence: error.message };
  }
  const isStalled = end !== 'right' && kind.fault !== 'host reset' && kind.fault.kind === 'stall';
  if (isStalled) await wallClock.sleep(LONG_STALL_MS);
  const { tookMs } = watch;
  return { end, tookMs, nextIsRight: await nextIsRight(url, transport, client, end, expected) };
}

/** RESET while the command of this state is in progress: it ends with ABORTED, unless it was done before. */
async function resetIn(state: State, client: SpuClient, watch: FaultWatch): Promise<CellResult['end']> {
  const inProgress = await state.enter(client);
  await wallClock.sleep(1); // so that it has reached the device
  watch.happened();
  required(await client.reset());
  watch.answered();
  for (const outcome of await Promise.all(inProgress)) required(outcome);
  return 'right';
}

/** On the same session where it lives, after a RESET where the link had failed, else on a new connection. */
async function nextIsRight(
  url: DeviceUrl,
  transport: Transport,
  client: SpuClient | undefined,
  end: CellResult['end'],
  expected: SessionCodes,
): Promise<boolean> {
  if (client !== undefined) {
    const lives = end === 'right' || (await client.reset()).ok;
    if (lives) {
      const isRight = sameSession(await solveAgain(client), expected);
      await client.close();
      return isRight;
    }
  }
  await transport.close();
  const anew = await connectAnew(url);
  const isRight = sameSession(await solveAgain(anew), expected);
  await anew.close();
  return isRight;
}

/** Measures from the fault to the next answer. */
class FaultWatch {
  tookMs: number | undefined;
  private happenedMs: number | undefined;

  happened(): void {
    this.happenedMs ??= wallClock.nowMs();
  }

  answered(): void {
    if (this.happenedMs !== undefined) this.tookMs ??= wallClock.nowMs() - this.happenedMs;
  }
}

const FREE_AFTER_MS = 1000;
const RETRY_AFTER_MS = 10;

/** A session over a new connection, once the device has heard of the end of the one before. */
async function connectAnew(url: DeviceUrl): Promise<SpuClient> {
  const before = wallClock.nowMs();
  for (;;) {
    const transport = await dialDevice(url);
    const connected = await SpuClient.connect(transport, { nowPs: 0n });
    if (connected.ok) return connected.value;
    await transport.close();
    const isBusy = connected.error.name === 'BUSY' && wallClock.nowMs() - before < FREE_AFTER_MS;
    if (!isBusy) throw new Refused(connected.error);
    await wallClock.sleep(RETRY_AFTER_MS);
  }
}
