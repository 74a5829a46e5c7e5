import { VirtualClock } from '@thermoloop/sim-kernel';
import { resolveChip } from '../../chips/resolve-chip.js';
import { openDevice } from '../../device/open-device.js';
import type { ChipChanges } from '../../settings/chip-changes.js';
import type { Bench, Measurements } from '../bench.js';
import type { Figure } from '../figure.js';
import { judge } from '../judge.js';
import { benchOf } from '../run-characterize.js';

/** The reference chip with few cells, rows and converters: quick to measure. */
export const smallReference: ChipChanges = {
  'chip.array.cells': 1024,
  'chip.array.rows': 128,
  'chip.dac.converters': 4,
  'chip.adc.converters': 4,
};

/** What `measure` finds of an emulated device beside a datasheet that may say otherwise; changes are of the chip `name`. */
export async function figuresOf(
  measure: (bench: Bench) => Promise<Measurements>,
  {
    name,
    device,
    datasheet,
    seed = 1,
  }: {
    readonly name: string;
    readonly device: ChipChanges;
    readonly datasheet: ChipChanges;
    readonly seed?: number;
  },
): Promise<Figure[]> {
  const clock = new VirtualClock();
  const open = await openDevice({ kind: 'emulator', chip: resolveChip(name, device) }, clock);
  try {
    const { client } = open;
    const { signal } = new AbortController();
    const bench = await benchOf({ client, clock, chip: resolveChip(name, datasheet), seed, signal });
    const { findings } = await measure(bench);
    return judge(findings);
  } finally {
    await open.close();
  }
}

export function namesWith(figures: readonly Figure[], verdict: Figure['verdict']): string[] {
  return figures.filter((figure) => figure.verdict === verdict).map(({ name }) => name);
}
