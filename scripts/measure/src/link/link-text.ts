import { figure } from '../output/figure.js';
import type { Requirement } from '../output/requirement.js';
import { requirementsTable } from '../output/requirements-table.js';
import { textTable } from '../output/text-table.js';
import type { ThreadTimes } from '../profile/thread-times.js';
import type { Copies } from './copies.js';
import type { RoundTrips } from './round-trips.js';
import { ways, type Throughput } from './throughput.js';

const titles = {
  link: 'codes to a chip over SPU-Link, unix socket',
  'unix socket': 'bare unix socket',
  'standard input': "bare pipe, a child's standard input",
};
const mostFunctions = 10;

export function linkText(link: {
  readonly throughput: Throughput;
  readonly profile: { readonly host: ThreadTimes; readonly device: ThreadTimes };
  readonly copies: Copies;
  readonly roundTrips: Readonly<Record<string, RoundTrips>>;
  readonly requirements: readonly Requirement[];
}): string {
  const { throughput, profile, copies, roundTrips, requirements } = link;
  const { rounds, bytes, rates, ratio, interval } = throughput;
  return [
    `${rounds} rounds, ${figure(bytes / 1e6)} MB each way in each, in turn between two processes:`,
    textTable(
      ['GB/s', 'lower quartile', 'median', 'upper quartile'],
      ways.map((way) => [
        titles[way],
        figure(rates[way].lower),
        figure(rates[way].median),
        figure(rates[way].upper),
      ]),
    ),
    `link / the faster bare way: ${figure(ratio)}, 95 % ${figure(interval.lower)}–${figure(interval.upper)}`,
    profileTable('host', profile.host),
    profileTable('device', profile.device),
    `Bytes that JavaScript copies for a byte of codes: host ${copies.host.toFixed(2)}, device ${copies.device.toFixed(2)}`,
    textTable(
      ['STATUS and its answer, µs', 'median', 'p99'],
      Object.entries(roundTrips).map(([name, { medianUs, p99Us }]) => [
        name,
        figure(medianUs),
        figure(p99Us),
      ]),
    ),
    requirementsTable(requirements),
  ].join('\n\n');
}

function profileTable(side: string, { busyMs, functions }: ThreadTimes): string {
  return textTable(
    [`${side}: where the time of one array goes, in functions themselves`, 'ms'],
    [
      ...functions.slice(0, mostFunctions).map(({ name, file, ms }) => [`  ${name}  ${file}`, figure(ms, 2)]),
      ['  all of this thread', figure(busyMs, 2)],
    ],
  );
}
