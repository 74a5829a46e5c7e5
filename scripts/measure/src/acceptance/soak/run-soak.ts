import {
  clientTiming,
  dialDevice,
  faultyTransport,
  Latch,
  SpuClient,
  type CellReading,
  type ClientTiming,
  type CodeArray,
  type DeviceUrl,
  type FaultRule,
  type Outcome,
  type Transport,
} from '@thermoloop/protocol';
import { RandomStream, wallClock } from '@thermoloop/sim-kernel';
import { inTime } from '../faults/in-time.js';
import { registersOf, Refused, required, runOrder, sameCodes, write } from '../faults/programmed-system.js';
import { count, noAccounts, type Accounts } from './accounts.js';
import { knownProblems, MOST_RUNS_AT_ONCE, type KnownProblem } from './expected-codes.js';

export interface SoakOrder {
  readonly url: DeviceUrl;
  readonly runs: number;
  readonly seed: number;
  /** of the client; default as PROTOCOL.md states */
  readonly timing?: ClientTiming;
  /** told after every round */
  readonly onRound?: (accounts: Readonly<Accounts>) => void;
}

/** How often the run after a disturbed one is tried, since faults of the link may hit it too. */
const MOST_ATTEMPTS = 8;
const LONGEST_DELAY_MS = 6;
const BUSY_MS = 20;

/** Longer than the slowest typed error, by far. */
const HANGS_AFTER_MS = 30_000;

/** What a host does in a round besides running: how likely each is. */
const disturbances = [
  { name: 'cancel', rate: 0.15 },
  { name: 'reset', rate: 0.05 },
  { name: 'disconnect', rate: 0.05 },
] as const;
type Disturbance = (typeof disturbances)[number]['name'] | 'none';

/** Each frame in either direction, independently. */
const frameFaults = (timing: ClientTiming): FaultRule[] => [
  { at: { rate: 0.002 }, fault: { kind: 'drop' } },
  { at: { rate: 0.002 }, fault: { kind: 'flip', bits: 2, where: 'frame' } },
  { at: { rate: 0.002 }, fault: { kind: 'duplicate', behindFrames: 3 } },
  { at: { rate: 0.002 }, fault: { kind: 'stall', ms: timing.heartbeatMs / 2 } },
  { at: { rate: 0.0003 }, fault: { kind: 'stall', ms: 2 * timing.silenceMs } },
  { at: { rate: 0.001 }, fault: { kind: 'disconnect' } },
];

/**
 * Runs problems with known codes through a device while the host cancels, resets and hangs up at random and the link
 * drops, damages, repeats, stalls and ends. One seed, one course of events, but for what the wall clock decides.
 */
export async function runSoak({
  url,
  runs,
  seed,
  timing = clientTiming,
  onRound,
}: SoakOrder): Promise<Accounts> {
  const soak = new Soak(url, seed, timing, await knownProblems(url));
  while (soak.accounts.runs < runs) {
    await soak.round();
    onRound?.(soak.accounts);
  }
  await soak.end();
  return soak.accounts;
}

interface Link {
  readonly client: SpuClient;
  readonly transport: Transport;
}

/** `right`, `wrong`, `hung`, or the name of the error. */
type End = string;

class Soak {
  readonly accounts = noAccounts();
  private readonly stream: RandomStream;
  private draws = 0;
  private link: Link | undefined;

  constructor(
    private readonly url: DeviceUrl,
    private readonly seed: number,
    private readonly timing: ClientTiming,
    private readonly problems: readonly KnownProblem[],
  ) {
    this.stream = RandomStream.named(seed, 'soak');
  }

  /** A round with whatever comes, and, if it did not go as asked, one without that must be right. */
  async round(): Promise<void> {
    const disturbance = this.disturbance();
    const ends = await this.inTime(
      this.tryRound(disturbance, 1 + Math.floor(this.uniform() * MOST_RUNS_AT_ONCE)),
    );
    if (disturbance === 'none' && ends !== undefined && ends.every((end) => end === 'right')) return;
    this.accounts.next.tried += 1;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const [end] = (await this.inTime(this.tryRound('none', 1))) ?? [];
      if (end === 'right') this.accounts.next.right += 1;
      if (end === 'right' || end === 'wrong') return;
    }
  }

  async end(): Promise<void> {
    await this.link?.client.close();
  }

  /** How the runs of a round ended; undefined where the link failed before they were given. */
  private async tryRound(disturbance: Disturbance, runCount: number): Promise<End[] | undefined> {
    const link = (this.link ??= await this.connect());
    if (link === undefined) return undefined;
    const problem = this.problems[Math.floor(this.uniform() * this.problems.length)] as KnownProblem;
    const delayMs = LONGEST_DELAY_MS * this.uniform();
    const controller = new AbortController();
    const jobs = await program(link.client, problem, runCount, controller.signal);
    if (jobs !== undefined) await this.disturb(disturbance, delayMs, controller, link);
    const ends = jobs && (await Promise.all(jobs.map((job, k) => this.account(job, problem.codes[k]))));
    const isIntact = ends?.every((end) => end === 'right' || end === 'ABORTED') === true;
    if (!isIntact) await this.recover(link);
    return ends;
  }

  /** A round that does not end counts as a run that hangs, and the link is given up. */
  private async inTime(round: Promise<End[] | undefined>): Promise<End[] | undefined> {
    const ends = await inTime(round, 2 * HANGS_AFTER_MS);
    if (ends !== 'hung') return ends;
    this.accounts.runs += 1;
    count(this.accounts.ends, ends);
    this.link = undefined;
    return undefined;
  }

  private async disturb(
    disturbance: Disturbance,
    delayMs: number,
    controller: AbortController,
    { client, transport }: Link,
  ): Promise<void> {
    if (disturbance === 'none') return;
    count(this.accounts.disturbances, disturbance);
    await wallClock.sleep(delayMs);
    if (disturbance === 'cancel') controller.abort();
    if (disturbance === 'reset') await client.reset();
    if (disturbance === 'disconnect') await transport.close();
  }

  private async account(job: Promise<Outcome<CellReading>>, expected: CodeArray | undefined): Promise<End> {
    this.accounts.runs += 1;
    const end = await endOf(job, expected);
    count(this.accounts.ends, end);
    return end;
  }

  /** RESET where the device hears it, else another connection. */
  private async recover({ client, transport }: Link): Promise<void> {
    if ((await client.reset()).ok) return;
    this.link = undefined;
    await transport.close();
  }

  /** Undefined where the link failed at once. */
  private async connect(): Promise<Link | undefined> {
    this.accounts.connections += 1;
    const faults = frameFaults(this.timing);
    const transport = faultyTransport(await dialDevice(this.url), {
      seed: 100_000 * this.seed + this.accounts.connections,
      sent: faults,
      received: faults,
      onFault: ({ fault }) => count(this.accounts.faults, fault.kind),
    });
    const connected = await SpuClient.connect(transport, { nowPs: 0n }, this.timing);
    if (connected.ok) return { client: connected.value, transport };
    await transport.close();
    await wallClock.sleep(BUSY_MS); // the device may not have heard yet of the end of the connection before
    return undefined;
  }

  private disturbance(): Disturbance {
    let rest = this.uniform();
    for (const { name, rate } of disturbances) {
      if (rest < rate) return name;
      rest -= rate;
    }
    return 'none';
  }

  private uniform(): number {
    const value = new Float64Array(1);
    this.stream.fillUniform(value, this.draws++);
    return value[0] as number;
  }
}

/** Writes a problem and gives its COMMIT and its runs without waiting; undefined where the link failed before. */
async function program(
  client: SpuClient,
  { system, firstRunIndex }: KnownProblem,
  runCount: number,
  signal: AbortSignal,
): Promise<Promise<Outcome<CellReading>>[] | undefined> {
  try {
    const registers = client.writeRegisters(registersOf(firstRunIndex));
    const commit = await write(client, system);
    required(await registers);
    void client.commit(commit); // where it is refused, so are the runs
    return Array.from({ length: runCount }, (_, k) =>
      client.run({ ...runOrder(2), latch: k === 0 ? Latch.ARMED : Latch.LATCHED }, { signal }),
    );
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

async function endOf(job: Promise<Outcome<CellReading>>, expected: CodeArray | undefined): Promise<End> {
  const outcome = await inTime(job, HANGS_AFTER_MS);
  if (outcome === 'hung') return outcome;
  if (!outcome.ok) return outcome.error.name;
  return expected !== undefined && sameCodes(outcome.value.codes, expected) ? 'right' : 'wrong';
}
