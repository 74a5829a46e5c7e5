import { Stage, type StageInterval } from '@thermoloop/protocol';
import type { Picoseconds } from '@thermoloop/sim-kernel';

/**
 * The time from `fromPs` to `toPs` shared out among the stages of a report, by Stage, in picoseconds that add up to all of it:
 * where several stages went on at once the last of them gets it, and LINK_DOWN what belongs to none, since the device waits for
 * its host then.
 */
export function timeByStage(
  stages: readonly StageInterval[],
  fromPs: Picoseconds,
  toPs: Picoseconds,
): Picoseconds[] {
  const shares = stages.map(() => 0n);
  const cuts = stages
    .flatMap(({ startPs, endPs }) => [startPs, endPs])
    .filter((cut) => cut > fromPs && cut < toPs)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let startPs = fromPs;
  for (const endPs of [...cuts, toPs]) {
    const begun = startPs;
    const last = stages.findLastIndex((stage) => stage.startPs <= begun && stage.endPs >= endPs);
    const stage = last >= 0 ? last : Stage.LINK_DOWN;
    shares[stage] = (shares[stage] ?? 0n) + endPs - begun;
    startPs = endPs;
  }
  return shares;
}
