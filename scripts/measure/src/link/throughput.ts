import { join } from 'node:path';
import type { SpuClient } from '@thermoloop/protocol';
import { wallClock } from '@thermoloop/sim-kernel';
import { bootstrapInterval, type Interval } from '../statistics/bootstrap.js';
import { median, spreadOf, type Spread } from '../statistics/quantiles.js';
import { standardInputPipe, unixSocketPipe } from './bare-pipe.js';
import { bulkBytes, bulkCodes, moveBulk } from './bulk.js';

export const ways = ['link', 'unix socket', 'standard input'] as const;
export type Way = (typeof ways)[number];

export interface Throughput {
  readonly rounds: number;
  /** moved each way in a round */
  readonly bytes: number;
  /** GB/s, by way. */
  readonly rates: Readonly<Record<Way, Spread>>;
  /** Of the link's rate to that of the faster bare way: ratio of medians, 95 % by resampling rounds. */
  readonly ratio: number;
  readonly interval: Interval;
}

type Round = Readonly<Record<Way, number>>;

const warmUpRounds = 5;
const movesARound = 6;

/** Moves the same bytes over the link to a chip's bank and over bare pipes, in turn. */
export async function measureThroughput(
  client: SpuClient,
  folder: string,
  rounds: number,
): Promise<Throughput> {
  const codes = bulkCodes();
  const unixSocket = await unixSocketPipe(join(folder, 'bare.sock'));
  const standardInput = await standardInputPipe();
  const moves: Readonly<Record<Way, () => Promise<void>>> = {
    link: () => moveBulk(client, codes),
    'unix socket': () => unixSocket.move(),
    'standard input': () => standardInput.move(),
  };
  const taken: Round[] = [];
  for (let round = 0; round < rounds + warmUpRounds; round++) {
    const rates: Record<Way, number> = { link: NaN, 'unix socket': NaN, 'standard input': NaN };
    for (let turn = 0; turn < ways.length; turn++) {
      const way = ways[(round + turn) % ways.length]!; // none always follows the same
      rates[way] = await rateOf(moves[way]);
    }
    if (round >= warmUpRounds) taken.push(rates);
  }
  await unixSocket.stop();
  await standardInput.stop();
  return {
    rounds,
    bytes: movesARound * bulkBytes,
    rates: Object.fromEntries(ways.map((way) => [way, spreadOf(taken.map((each) => each[way]))])) as Record<
      Way,
      Spread
    >,
    ratio: ratioOf(taken),
    interval: bootstrapInterval(taken, ratioOf),
  };
}

/** GB/s. */
async function rateOf(move: () => Promise<void>): Promise<number> {
  const startMs = wallClock.nowMs();
  for (let i = 0; i < movesARound; i++) await move();
  return (movesARound * bulkBytes) / (wallClock.nowMs() - startMs) / 1e6;
}

function ratioOf(rounds: readonly Round[]): number {
  const rate = (way: Way): number => median(rounds.map((each) => each[way]));
  return rate('link') / Math.max(rate('unix socket'), rate('standard input'));
}
