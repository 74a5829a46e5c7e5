import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dialDevice, SpuClient, type DeviceUrl } from '@thermoloop/protocol';
import { resolveChip } from '@thermoloop/lab';
import { serveEmulator } from '@thermoloop/spu-emulator';
import { progress } from '../../output/progress.js';
import type { Section } from '../section.js';
import { measureCell, type CellResult } from './cell.js';
import { faultKinds } from './fault-kinds.js';
import { faultRequirements, faultsText, type Cell } from './faults-text.js';
import { inTime } from './in-time.js';
import { required } from './programmed-system.js';
import { solve, type SessionCodes } from './session.js';
import { states, type Place, type State } from './states.js';

/** Every fault of the link in every state of a session, in both directions, against the emulated chip at a unix socket. */
export const faults: Section = {
  name: 'faults',
  description: 'every fault of the link in hello, write, commit, run, read and measure, over a unix socket',
  measure: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thermoloop-faults-'));
    const cells: Cell[] = [];
    try {
      // most of the time is spent waiting, so the places are measured side by side, each with an emulator of its own
      const places = states.flatMap((state) => state.places.map((place) => ({ state, place })));
      const { length } = places;
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async (_, worker) => {
          for (let k = worker; k < length; k += SIDE_BY_SIDE) {
            const { state, place } = places[k] as (typeof places)[number];
            cells.push(...(await measurePlace(join(folder, `${k}.socket`), state, place)));
          }
        }),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
    const requirements = faultRequirements(cells);
    return { document: { cells }, text: faultsText(cells, requirements), requirements };
  },
};

const SIDE_BY_SIDE = 3;

/** Longer than a session with a fault and the one after it, by far. */
const HANGS_AFTER_MS = 60_000;

/** One emulator meets every fault at one place, one session after the other. */
async function measurePlace(path: string, state: State, place: Place): Promise<Cell[]> {
  const url: DeviceUrl = { kind: 'unix', path };
  const { spec } = resolveChip('reference', {});
  const emulator = await serveEmulator({ ...spec, testPoints: { loopback: true, zeroInput: true } }, url);
  try {
    const expected = await undisturbed(url);
    const cells: Cell[] = [];
    for (const kind of faultKinds) {
      progress(`${state.name}, ${place.direction}: ${kind.title}`);
      const measured = await inTime(measureCell(url, state, place, kind, expected), HANGS_AFTER_MS);
      const result: CellResult =
        measured === 'hung' ? { end: 'hung', tookMs: undefined, nextIsRight: false } : measured;
      cells.push({ state: state.name, direction: place.direction, fault: kind, result });
    }
    return cells;
  } finally {
    await emulator.stop();
  }
}

async function undisturbed(url: DeviceUrl): Promise<SessionCodes> {
  const client = required(await SpuClient.connect(await dialDevice(url), { nowPs: 0n }));
  const codes = await solve(client);
  await client.close();
  return codes;
}
