import { DeviceUrlError, formatDeviceUrl, parseDeviceUrl, type DeviceUrl } from '@thermoloop/protocol';
import { serveEmulator, type ServeObserver } from '@thermoloop/spu-emulator';
import { z } from 'zod';
import { resolveChip } from '../chips/resolve-chip.js';
import { InputError, quoted } from '../input-error.js';
import { deviceSettings } from '../settings/device-settings.js';
import { settingsFromFlags } from '../settings/flags.js';
import { experimentDefaults } from '../settings/resolve-train-config.js';

/** The document of `emulate`: the chip listens. */
export const emulateResultSchema = z.strictObject({
  schema: z.literal('thermoloop.emulate/1'),
  status: z.literal('ready'),
  /** Where it listens: with the port that was found, where it was asked for as 0. */
  url: z.string(),
  chip: z.string(),
  cells: z.int(),
  rows: z.int(),
  pid: z.int(),
});
export type EmulateResult = z.output<typeof emulateResultSchema>;

export interface EmulateOrder {
  /** Name or path of a chip; default the chip of a training run. */
  readonly chip?: string;
  /** Changes of the chip: `chip.path=value`. */
  readonly set?: readonly string[];
  readonly corner?: string;
  /** unix:PATH or tcp://HOST:PORT; port 0 for any free one. */
  readonly listen: string;
}

/** An emulated chip that listens for hosts. */
export interface Emulation {
  readonly ready: EmulateResult;
  /** Resolves when it serves no more, with what it failed of. */
  readonly ended: Promise<Error | undefined>;
  /** Closes every connection and removes the socket file. */
  stop(): Promise<void>;
}

/**
 * Starts an emulated chip that hosts reach at a URL, one session at a time.
 * @throws InputError, ChipSpecError, DeviceUrlError, ListenError
 */
export async function emulate(order: EmulateOrder, observer: ServeObserver = {}): Promise<Emulation> {
  const {
    chip = experimentDefaults.chip,
    set = {},
    corner,
  } = settingsFromFlags(deviceSettings, {
    ...(order.chip === undefined ? {} : { chip: order.chip }),
    ...(order.set === undefined ? {} : { set: order.set }),
    ...(order.corner === undefined ? {} : { corner: order.corner }),
  });
  const { spec } = resolveChip(chip, set, corner);
  const served = await serveEmulator(spec, listenUrl(order.listen), observer);
  return {
    ready: {
      schema: 'thermoloop.emulate/1',
      status: 'ready',
      url: formatDeviceUrl(served.url),
      chip: spec.name,
      cells: spec.array.cells,
      rows: spec.array.rows,
      pid: process.pid,
    },
    ended: served.ended,
    stop: () => served.stop(),
  };
}

function listenUrl(text: string): DeviceUrl {
  try {
    return parseDeviceUrl(text);
  } catch (error) {
    if (!(error instanceof DeviceUrlError)) throw error;
    throw new InputError({ place: '--listen', found: quoted(text), expected: error.expected });
  }
}
