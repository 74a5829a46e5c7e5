import {
  benchOf,
  characterize,
  foundText,
  judge,
  nameText,
  openDevice,
  recordOf,
  resolveChip,
  specifiedText,
} from '@thermoloop/lab';
import { VirtualClock, wallClock } from '@thermoloop/sim-kernel';

type ChipChanges = Parameters<typeof resolveChip>[1];

/** A device characterized beside its datasheet. */
export interface Characterized {
  readonly title: string;
  readonly seed: number;
  readonly figures: number;
  /** with a value, a spread or a limit in the datasheet that was measured or bounded */
  readonly compared: number;
  readonly pass: number;
  readonly open: number;
  readonly notObservable: number;
  /** in words */
  readonly failed: readonly string[];
  readonly failedNames: readonly string[];
  readonly wallTimeS: number;
}

/** Measures an emulator of `device` beside `datasheet`, both of them changes of a chip. */
export async function characterizeOnce(
  title: string,
  {
    chip,
    device,
    datasheet,
    seed,
  }: {
    readonly chip: string;
    readonly device: ChipChanges;
    readonly datasheet: ChipChanges;
    readonly seed: number;
  },
): Promise<Characterized> {
  const startMs = wallClock.nowMs();
  const clock = new VirtualClock();
  const open = await openDevice({ kind: 'emulator', chip: resolveChip(chip, device) }, clock);
  try {
    const { client } = open;
    const { signal } = new AbortController();
    const bench = await benchOf({ client, clock, chip: resolveChip(chip, datasheet), seed, signal });
    const { findings } = await characterize(bench);
    const figures = judge(findings).map(recordOf);
    const failed = figures.filter(({ verdict }) => verdict === 'fail');
    return {
      title,
      seed,
      figures: figures.length,
      compared: figures.filter(
        ({ specified, outcome }) => specified !== null && outcome.kind !== 'not-observable',
      ).length,
      pass: figures.filter(({ verdict }) => verdict === 'pass').length,
      open: figures.filter(({ verdict }) => verdict === 'open').length,
      notObservable: figures.filter(({ outcome }) => outcome.kind === 'not-observable').length,
      failed: failed.map(
        (figure) => `${nameText(figure)}: ${specifiedText(figure)} specified, ${foundText(figure)}`,
      ),
      failedNames: failed.map(({ name }) => name),
      wallTimeS: (wallClock.nowMs() - startMs) / 1000,
    };
  } finally {
    await open.close();
  }
}
