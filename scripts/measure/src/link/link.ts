import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../output/finish.js';
import { progress } from '../output/progress.js';
import type { Requirement } from '../output/requirement.js';
import { profileThreads, type ThreadProfile } from '../profile/profile-threads.js';
import { threadTimes, type ThreadTimes } from '../profile/thread-times.js';
import { bulkChip, bulkCodes, connectTo, moveBulk } from './bulk.js';
import { Child } from './child-process.js';
import { countCopies } from './copies.js';
import { linkText } from './link-text.js';
import { measureThreadRoundTrips, measureUrlRoundTrips, type RoundTrips } from './round-trips.js';
import { measureThroughput } from './throughput.js';

const leastOfBarePipe = 0.5;
const mostCopies = 1;
/** Headers and records below the size that is counted, so that 1.00 is 1.00. */
const copyTolerance = 0.01;

/** Throughput of bulk codes beside bare pipes, where the time goes on both sides, copies, and round trips. */
export async function measureLink(quick: boolean): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'thermoloop-link-'));
  const url = `unix:${join(folder, 'spu.sock')}`;
  const device = await Child.start('emulator-process.js', [bulkChip, url]);
  try {
    progress('bulk codes over a unix socket and bare pipes in turn');
    const client = await connectTo(url);
    const throughput = await measureThroughput(client, folder, quick ? 15 : 60);
    progress('profile of both sides');
    const codes = bulkCodes();
    const moves = quick ? 100 : 400;
    await device.ask({ what: 'start profile' });
    const hostProfiles = await profileThreads(async () => {
      for (let i = 0; i < moves; i++) await moveBulk(client, codes);
    });
    const deviceProfiles = (await device.ask({ what: 'stop profile' })) as ThreadProfile[];
    await client.close();
    progress('copies');
    const copies = await countCopies(`unix:${join(folder, 'counted.sock')}`);
    progress('round trips');
    const roundTrips = await measureRoundTripsByTransport(url, quick ? 2000 : 20_000);
    const profile = {
      host: busiest(threadTimes(hostProfiles, moves)),
      device: busiest(threadTimes(deviceProfiles, moves)),
    };
    const requirements: Requirement[] = [
      {
        name: 'bulk codes over a unix socket / bare pipe',
        value: throughput.ratio,
        relation: '>=',
        limit: leastOfBarePipe,
      },
      ...(['host', 'device'] as const).map((side) => ({
        name: `copies of the payload by the ${side}`,
        value: copies[side],
        relation: '<=' as const,
        limit: mostCopies + copyTolerance,
      })),
    ];
    return {
      document: { throughput, profile, copies, roundTrips },
      text: linkText({ throughput, profile, copies, roundTrips, requirements }),
      requirements,
    };
  } finally {
    await device.stop();
    await rm(folder, { recursive: true });
  }
}

async function measureRoundTripsByTransport(
  unixUrl: string,
  commands: number,
): Promise<Record<string, RoundTrips>> {
  const tcp = await Child.start('emulator-process.js', [bulkChip, 'tcp://:0']);
  try {
    return {
      'worker thread': await measureThreadRoundTrips(commands),
      'unix socket': await measureUrlRoundTrips(unixUrl, commands),
      TCP: await measureUrlRoundTrips(String(tcp.ready), commands),
    };
  } finally {
    await tcp.stop();
  }
}

/** The thread that does the work of a side. */
function busiest(threads: readonly ThreadTimes[]): ThreadTimes {
  return threads.reduce((most, each) => (each.busyMs > most.busyMs ? each : most));
}
